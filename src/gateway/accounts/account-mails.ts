import { composeMail } from "../mail/compose-mail.ts";
import type { OutgoingMail } from "../mail/mail.ts";
import { EMAIL_TOKEN_HOURS, type EmailTokenPurpose } from "./email-tokens-store.ts";

function unwanted(purpose: EmailTokenPurpose): string {
  const hours = EMAIL_TOKEN_HOURS[purpose];
  const time = hours === 1 ? "an hour" : `${hours} hours`;
  return `If this was not you, do nothing: without the link nothing happens. It is good for ${time}, once.`;
}

/** Writes the mails of accounts; links lead to the console at `publicUrl`. */
export function createAccountMails(publicUrl: string) {
  const link = (page: string, token: string): string => `${publicUrl}/${page}?token=${token}`;

  return {
    /** To an address that somebody has registered. */
    verification(to: string, agentName: string, token: string): OutgoingMail {
      return composeMail({
        to,
        subject: "Verify your email address",
        paragraphs: [
          `The agent "${plainName(agentName)}" was registered with this address. Verify it to begin.`,
        ],
        action: { label: "Verify this address", url: link("verify", token), token },
        closing: unwanted("verify_email"),
      });
    },
    /** To the owner of an account whose address was registered again: the answer to that must not tell. */
    alreadyRegistered(to: string, token: string): OutgoingMail {
      return composeMail({
        to,
        subject: "You have an account already",
        paragraphs: [
          "Somebody registered with this address again. Your account, its password and its keys are as they were.",
          "If it was you, this link signs you in.",
        ],
        action: { label: "Sign in", url: link("verify", token), token },
        closing: unwanted("verify_email"),
      });
    },
    /** To the owner of an account who wants another password. */
    passwordReset(to: string, token: string): OutgoingMail {
      return composeMail({
        to,
        subject: "Choose a new password",
        paragraphs: ["Somebody asked to set a new password for the account of this address."],
        action: { label: "Choose a new password", url: link("reset-password", token), token },
        closing: unwanted("reset_password"),
      });
    },
  };
}

/** A stranger chooses the name and we send it: without dots and slashes nothing in it becomes a link. */
function plainName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N} _-]+/gu, " ").trim();
}
