import type { Deployment } from "../../stage.ts";
import { type Check, type CheckResult, stageSetting } from "./check.ts";
import { coveringIdentity, identitiesOf, readVerification, type Verification } from "./identities.ts";

/** Domains that nobody can own (RFC 2606). */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)$/;

/** Checks that SES lets this account send from the address in `email.from`. */
export const emailIdentity: Check = async ({ deployment, account, resources, sender }) => {
  const { settings, domain } = deployment;
  const { from } = settings.email;
  if (RESERVED.test(domain)) return reservedDomain(from);
  const present = await sender();
  const verification = await readVerification(account.ses, present === undefined ? [from] : [from, present]);
  const found: Found = {
    deployment,
    verification,
    covering: coveringIdentity(from, verification),
    own: (await resources()).some(({ type, name }) => type === "AWS::SES::EmailIdentity" && name === domain),
    region: `--region ${account.region}`,
  };
  const sends = present !== undefined && coveringIdentity(present, verification) !== undefined;
  if (sends && !found.covering) return switchesSender(found, present);
  return deployment.emailIdentity === "CREATE" && !found.own ? createsIdentity(found, sends) : existingIdentity(found);
};

interface Found {
  deployment: Deployment;
  verification: Verification;
  /** The identity that lets SES send from the address in the settings. */
  covering: string | undefined;
  /** Whether the stage's stack has the identity of the domain. */
  own: boolean;
  /** The region as an option of the AWS CLI. */
  region: string;
}

const reservedDomain = (from: string): CheckResult => ({
  state: "required",
  message: `email.from is ${from}, but nobody can own that domain. Set an address of your own:`,
  commands: [
    `echo '{ "email": { "from": "no-reply@<your domain>" } }' > settings.json`,
    "export OTP_SETTINGS=settings.json",
  ],
});

/** The send function would use the new address at once, and SES would refuse every e-mail until the address is verified. */
function switchesSender({ deployment, verification, own, region }: Found, present: string): CheckResult {
  const { stage, settings, domain, emailIdentity: wanted } = deployment;
  const { from } = settings.email;
  const [identity = domain] = identitiesOf(from).filter((name) => verification[name] !== undefined);
  return {
    state: "required",
    message: `Codes come from ${present}, and would come from ${from}, from which SES does not send yet. Verify ${identity} before you switch:`,
    commands: [
      ...(verification[identity] === undefined ? [create(identity, region)] : []),
      show(identity, region),
      ...(wanted === "CREATE" && !own ? [useExisting(stage)] : []),
    ],
  };
}

/** The settings let the stack create an identity that it does not have yet. */
function createsIdentity(
  { deployment: { stage, domain }, verification, covering }: Found,
  sends: boolean,
): CheckResult {
  const set = `Set stages.${stage}.emailIdentity to EXISTING`;
  if (verification[domain] !== undefined) {
    const message = `SES already has the identity ${domain}, from another stack, a person, or a stack that was removed. ${set}:`;
    return { state: "required", message, commands: [useExisting(stage)] };
  }
  // [?] Whether SES goes on sending by the identity above while one of the domain itself is pending.
  if (covering && sends) {
    const message = `SES sends by the identity ${covering}; an identity of ${domain} would wait for its DNS records. ${set}:`;
    return { state: "required", message, commands: [useExisting(stage)] };
  }
  const message = `The deploy creates SES's identity of ${domain}; its DNS records are among the outputs.`;
  const alternative = ` The identity ${covering} is verified and would do: to use it, set stages.${stage}.emailIdentity to EXISTING.`;
  return { state: "automatic", message: covering ? message + alternative : message };
}

/** The identity exists, or the stack is not to create it. */
function existingIdentity({ deployment, verification, covering, own, region }: Found): CheckResult {
  const { stage, settings, domain, emailIdentity: wanted } = deployment;
  if (own && wanted === "EXISTING") {
    return {
      state: "automatic",
      message: `The stack gives up SES's identity of ${domain}, which it created. The identity stays as it is, but belongs to no stack then.`,
      commands: [show(domain, region)],
    };
  }
  // The stack's own identity has DNS records to be entered, even if another one covers the sender.
  if (own ? verification[domain] === "Success" : covering) {
    return { state: "done", message: `${own ? domain : covering} is verified.` };
  }
  const identity = own ? domain : identitiesOf(settings.email.from).find((name) => verification[name] !== undefined);
  if (identity === undefined) {
    const message = `SES has no identity of ${domain}, of a domain above it, or of ${settings.email.from}. Create one:`;
    return { state: "to do", message, commands: [create(domain, region)] };
  }
  const waits = identity.includes("@")
    ? "for the link in SES's e-mail to be followed, within 24 hours"
    : "for its three CNAME records in the DNS, within 72 hours";
  const message = `The identity ${identity} waits ${waits} (${verification[identity]}).`;
  return { state: "to do", message, commands: [own ? `grep dkim outputs.${stage}.json` : show(identity, region)] };
}

const create = (identity: string, region: string) =>
  `aws sesv2 create-email-identity --email-identity ${identity} ${region}`;
const show = (identity: string, region: string) =>
  `aws sesv2 get-email-identity --email-identity ${identity} --query '[VerificationStatus,DkimAttributes.Tokens]' ${region}`;
const useExisting = (stage: string) => stageSetting(stage, '"emailIdentity": "EXISTING"');
