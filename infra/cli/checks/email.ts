import type { Deployment } from "../../stage.ts";
import type { Check, Finding } from "./finding.ts";
import { coveringOf, identitiesOf, type Verification, verificationOf } from "./identities.ts";

/** Domains that nobody can own (RFC 2606). */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)$/;

/** Whether the address that e-mails come from is one that SES lets this account send from. */
export const emailIdentity: Check = async ({ deployment, account, resources, sender }) => {
  const { settings, domain } = deployment;
  const { from } = settings.email;
  if (RESERVED.test(domain)) return reserved(from);
  const present = await sender();
  const verification = await verificationOf(account.ses, present === undefined ? [from] : [from, present]);
  const found = {
    deployment,
    verification,
    covering: coveringOf(from, verification),
    own: (await resources()).some(({ type, name }) => type === "AWS::SES::EmailIdentity" && name === domain),
    region: `--region ${account.region}`,
  };
  const sends = present !== undefined && coveringOf(present, verification) !== undefined;
  if (sends && !found.covering) return switching(found, present);
  return deployment.emailIdentity === "CREATE" && !found.own ? making(found, sends) : made(found);
};

interface Found {
  deployment: Deployment;
  verification: Verification;
  /** The identity by which SES sends from the address of the settings. */
  covering: string | undefined;
  /** Whether the stage's stack has the identity of the domain. */
  own: boolean;
  /** As the AWS CLI takes it. */
  region: string;
}

const reserved = (from: string): Finding => ({
  state: "first",
  says: `email.from is ${from}, whose domain nobody can own: name an address of your own`,
  commands: [
    `echo '{ "email": { "from": "no-reply@<your domain>" } }' > settings.json`,
    "export OTP_SETTINGS=settings.json",
  ],
});

/** The send function takes the new address at once, and would send nothing until SES has verified it. */
function switching({ deployment, verification, own, region }: Found, present: string): Finding {
  const { stage, settings, domain, emailIdentity: wanted } = deployment;
  const [identity = domain] = identitiesOf(settings.email.from).filter((name) => verification[name] !== undefined);
  return {
    state: "first",
    says: `codes come from ${present}, and would from ${settings.email.from}, which SES does not send from yet: verify ${identity}, then switch`,
    commands: [
      ...(verification[identity] === undefined ? [create(identity, region)] : []),
      show(identity, region),
      ...(wanted === "CREATE" && !own ? [existing(stage)] : []),
    ],
  };
}

/** The settings want the stack to make an identity that it does not have. */
function making({ deployment: { stage, domain }, verification, covering }: Found, sends: boolean): Finding {
  const there = verification[domain] !== undefined;
  const use = `set stages.${stage}.emailIdentity to EXISTING`;
  if (there) {
    const says = `${domain} is an identity already, which another stack or person made, or a stack left behind: ${use}`;
    return { state: "first", says, commands: [existing(stage)] };
  }
  // [?] Whether SES goes on sending by what is above while an identity of the domain's own is pending.
  if (covering && sends) {
    const says = `SES sends by ${covering}, and one of ${domain} would wait for its DNS records: ${use}`;
    return { state: "first", says, commands: [existing(stage)] };
  }
  const says = `makes SES's identity of ${domain}; its DNS records come with the outputs`;
  return { state: "now", says: covering ? `${says}. ${covering} is verified and would do: or ${use}` : says };
}

/** The identity is there, or not the stack's to make. */
function made({ deployment, verification, covering, own, region }: Found): Finding {
  const { stage, settings, domain, emailIdentity: wanted } = deployment;
  if (own && wanted === "EXISTING") {
    return {
      state: "now",
      says: `lets go of SES's identity of ${domain}, which this stack made: it stays as it is, and no stack has it any more`,
      commands: [show(domain, region)],
    };
  }
  // The stack's own has records to put in, also where another covers the sender.
  if (own ? verification[domain] === "Success" : covering) {
    return { state: "done", says: `${own ? domain : covering} is verified` };
  }
  const identity = own ? domain : identitiesOf(settings.email.from).find((name) => verification[name] !== undefined);
  if (identity === undefined) {
    const says = `SES has no identity of ${domain}, of a domain above it, or of ${settings.email.from}`;
    return { state: "to do", says, commands: [create(domain, region)] };
  }
  const waits = identity.includes("@")
    ? "the link in SES's mail to it to be followed, for up to 24 hours"
    : "its three CNAME records in the DNS, for up to 72 hours";
  const says = `${identity} waits for ${waits} (${verification[identity]})`;
  return { state: "to do", says, commands: [own ? `grep dkim outputs.${stage}.json` : show(identity, region)] };
}

const create = (identity: string, region: string) =>
  `aws sesv2 create-email-identity --email-identity ${identity} ${region}`;
const show = (identity: string, region: string) =>
  `aws sesv2 get-email-identity --email-identity ${identity} --query '[VerificationStatus,DkimAttributes.Tokens]' ${region}`;
const existing = (stage: string) =>
  `{ "stages": { "${stage}": { "emailIdentity": "EXISTING" } } }   # in the file of OTP_SETTINGS`;
