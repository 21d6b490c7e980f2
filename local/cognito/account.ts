import { WireError } from "../wire/index.ts";
import { checkedAttributes, checkWritable, readableAttributes } from "./attributes.ts";
import { clientOf } from "./clients.ts";
import { wrongPassword } from "./errors.ts";
import { attributesOf, type Input, text } from "./input.ts";
import { identityOf, type User } from "./pool.ts";
import { revokeSessionsOf, sessionOfRefreshToken } from "./sessions.ts";
import type { SignInDeps } from "./sign-in.ts";
import { matches } from "./srp.ts";
import { setPassword } from "./users.ts";

/** The operations of signed-in users on their own account. The access token names the user. */
export function accountOperations({ state, clock, changed, tokens, attempt }: SignInDeps) {
  async function holderOf(input: Input) {
    const { userId, client } = await tokens.holderOf(text(input, "AccessToken"));
    return { user: state.users[userId] as User, client };
  }

  function prove(user: User, password: string): void {
    const outcome = attempt(user.sub, () => matches(user.credential, identityOf(state, user.sub), password));
    if (outcome === "WRONG") throw wrongPassword();
    if (outcome === "LOCKED") {
      throw new WireError("LimitExceededException", "Attempt limit exceeded, please try after some time.");
    }
  }

  const byAccessToken = {
    async GetUser(input: Input) {
      const { user, client } = await holderOf(input);
      const attributes = [["sub", user.sub], ...readableAttributes(user, client.readAttributes)];
      return { Username: user.username, UserAttributes: attributes.map(([Name, Value]) => ({ Name, Value })) };
    },
    async UpdateUserAttributes(input: Input) {
      const { user, client } = await holderOf(input);
      const changes = attributesOf(input, "UserAttributes");
      checkWritable(client, changes);
      user.attributes = checkedAttributes(state, user, changes);
      user.modifiedAt = clock();
      changed();
      return { CodeDeliveryDetailsList: [] };
    },
    async ChangePassword(input: Input) {
      const { user } = await holderOf(input);
      const proposed = text(input, "ProposedPassword");
      prove(user, text(input, "PreviousPassword"));
      setPassword(state, user, proposed, "CONFIRMED", clock());
      changed();
      return {};
    },
    async GlobalSignOut(input: Input) {
      const { user } = await holderOf(input);
      revokeSessionsOf(state, user.sub);
      changed();
      return {};
    },
  };
  const forClients = {
    /** Ends one sign-in: its refresh token, and the access tokens issued from it. The answer for an unknown token is the same. */
    RevokeToken(input: Input) {
      const client = clientOf(state, text(input, "ClientId"));
      const token = text(input, "Token");
      if (token.split(".").length === 3) throw new WireError("UnsupportedTokenTypeException", "Unsupported token type"); // [?]
      const found = sessionOfRefreshToken(state, token);
      if (found && found.session.clientId !== client.id) {
        throw new WireError("UnauthorizedException", "Refresh Token has different Client"); // [?]
      }
      if (found) {
        found.session.revoked = true;
        changed();
      }
      return {};
    },
  };
  return { byAccessToken, forClients };
}
