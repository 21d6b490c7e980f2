/** What GraphiQL shows first for each kind of caller. All run as they are, and their codes arrive in the inbox. */

export const USER_QUERY = `# Sends you a code; the inbox has it.
mutation RequestOtp {
  requestOtp(input: { channel: EMAIL }) {
    token {
      id
      subject
      destination
      expiresAt
      resendAfter
    }
    limits {
      name
      remaining
      resetsAt
    }
  }
}

# Then this, with its id and the code:
#   mutation VerifyOtp {
#     verifyOtp(input: { id: "", code: "" }) {
#       status
#       attemptsRemaining
#     }
#   }
`;

export const OPERATOR_QUERY = `# Sends you an operator's code; the inbox
# has it.
mutation RequestOtp {
  requestOtp(input: { channel: EMAIL, purpose: "operator" }) {
    token {
      id
      subject
      purpose
      destination
      expiresAt
    }
    limits {
      name
      remaining
      resetsAt
    }
  }
}

# Then this, with its id and the code.
# Give the stepUpToken to what only operators
# may do.
#   mutation VerifyOtp {
#     verifyOtp(input: { id: "", code: "" }) {
#       status
#       stepUpToken
#     }
#   }
`;

export const BACKEND_QUERY = `# Sends a customer a code; the inbox has it.
mutation RequestOtp {
  requestOtp(input: {
    channel: EMAIL
    subject: "customer-1"
    destination: "customer@example.com"
  }) {
    token {
      id
      subject
      destination
      expiresAt
      resendAfter
    }
    limits {
      name
      remaining
      resetsAt
    }
  }
}
`;

/** @param username whose password is to be forgotten */
export const resetQuery = (username: string) => `# Sends a code for a new password; the
# inbox has it.
mutation RequestPasswordReset {
  requestPasswordReset(input: {
    channel: EMAIL
    username: ${JSON.stringify(username)}
  }) {
    id
    expiresAt
    resendAfter
  }
}
`;
