import * as z from "zod";

/** What a value has to be, in words that follow "must be", where the schema itself has none: error messages and the reference page say it. */
export const forms: z.core.$ZodRegistry<{ form: string }> = z.registry();

/** A text that matches a pattern. @param form what matches, in words that follow "must be" */
export const text = (pattern: RegExp, form: string) => z.string().regex(pattern).register(forms, { form });

/** A whole number between two bounds, which both belong to it. */
export const whole = (least: number, most: number) => z.int().min(least).max(most);

/** An amount of money above zero. */
export const amount = (most: number) =>
  z
    .number()
    .positive()
    .max(most)
    .register(forms, { form: `a number above 0 and at most ${most}` });

export const emailAddress = () =>
  text(/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/, "an e-mail address alone, such as codes@example.com");

/** What purposes and tenants are called. */
export const name = () =>
  text(/^[a-z][a-z0-9-]{0,31}$/, "1 to 32 characters of a-z, 0-9 and -, of which the first is a letter");

/** The roles that may call as backends: the name of an IAM role to the name of its tenant behind `role:`. */
export const backends = () =>
  z.record(text(/^[\w+=,.@-]{1,64}$/, "the name of an IAM role: 1 to 64 letters, digits and _+=,.@-"), name());

/** For rules that compare the keys of an object: they are judged once each key by itself is right. */
export const onceEachIsRight = { when: ({ issues }: { issues: unknown[] }) => issues.length === 0 };

/** A list of texts, each of them listed once. */
export const list = <Entry extends z.ZodType<string>>(entry: Entry, { most }: { most: number }) =>
  z
    .array(entry)
    .min(1)
    .max(most)
    .superRefine((entries, problems) => {
      entries.forEach((value, index) => {
        if (entries.indexOf(value) < index) {
          problems.addIssue({ code: "custom", path: [index], message: "listed once", input: value });
        }
      });
    })
    .register(forms, { form: `a list of 1 to ${most} entries` });
