import { describe, expect, test } from "vitest";
import { errorOf, startPrelude, value } from "./prelude-realm.ts";

const NOW = 1_517_943_695_758;
const quoted = (...texts: string[]) => texts.map((text) => JSON.stringify(text)).join(", ");
const format = (pattern: string, zone?: string, at = NOW) =>
  value(`util.time.epochMilliSecondsToFormatted(${at}, ${quoted(pattern, ...(zone ? [zone] : []))})`);
const parse = (text: string, pattern: string, zone?: string) =>
  value(`util.time.parseFormattedToEpochMilliSeconds(${quoted(text, pattern, ...(zone ? [zone] : []))})`);
const parseError = (text: string, pattern: string, zone?: string) =>
  errorOf(`util.time.parseFormattedToEpochMilliSeconds(${quoted(text, pattern, ...(zone ? [zone] : []))})`);

describe("the examples of AWS's guide", () => {
  test.each<[expression: string, answer: unknown]>([
    ["nowISO8601()", "2018-02-06T19:01:35.758Z"],
    ["nowEpochSeconds()", 1_517_943_695],
    ["nowEpochMilliSeconds()", NOW],
    ["nowFormatted('yyyy-MM-dd HH:mm:ssZ')", "2018-02-06 19:01:35+0000"],
    ["nowFormatted('yyyy-MM-dd HH:mm:ssZ', 'Asia/Shanghai')", "2018-02-07 03:01:35+0800"],
    ["parseFormattedToEpochMilliSeconds('2018-02-01 01:19:15+0800', 'yyyy-MM-dd HH:mm:ssZ')", 1_517_419_155_000],
    [
      "parseFormattedToEpochMilliSeconds('2018-02-01 01:19:15', 'yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai')",
      1_517_419_155_000,
    ],
    ["parseISO8601ToEpochMilliSeconds('2018-02-01T17:21:05.180+08:00')", 1_517_476_865_180],
    ["epochMilliSecondsToSeconds(1517943695750)", 1_517_943_695],
    ["epochMilliSecondsToISO8601(1517943695758)", "2018-02-06T19:01:35.758Z"],
    ["epochMilliSecondsToFormatted(1517943695758, 'yyyy-MM-dd HH:mm:ssZ')", "2018-02-06 19:01:35+0000"],
    [
      "epochMilliSecondsToFormatted(1517943695758, 'yyyy-MM-dd HH:mm:ssZ', 'America/Los_Angeles')",
      "2018-02-06 11:01:35-0800",
    ],
  ])("util.time.%s", (expression, answer) => {
    expect(value(`util.time.${expression}`)).toEqual(answer);
  });
});

test("the clock is the host's", () => {
  expect(startPrelude(0)("util.time.nowISO8601()").value).toBe("1970-01-01T00:00:00.000Z");
});

describe("formats are those of Java's DateTimeFormatter", () => {
  const texts: [pattern: string, text: string][] = [
    ["y yy yyyy yyyyy u uuuu", "2018 18 2018 02018 2018 2018"],
    ["M MM MMM MMMM MMMMM L LLLL", "2 02 Feb February F 2 February"],
    ["d dd D DDD", "6 06 37 037"],
    ["E EEE EEEE EEEEE e ee eeee", "Tue Tue Tuesday T 3 03 Tuesday"],
    ["H HH k K h hh a", "11 11 11 11 11 11 AM"],
    ["m mm s ss", "1 01 35 35"],
    ["S SSS SSSSSS A n", "7 758 758000 39695758 758000000"],
    ["VV z zzzz", "America/Los_Angeles PST Pacific Standard Time"],
    ["X XX XXX XXXX XXXXX x xxx", "-08 -0800 -08:00 -0800 -08:00 -08 -08:00"],
    ["Z ZZZ ZZZZ ZZZZZ O OOOO", "-0800 -0800 GMT-08:00 -08:00 GMT-8 GMT-08:00"],
    ["yyyy'T'HH 'o''clock' ''", "2018T11 o'clock '"],
    ["HH[:mm[:ss]]", "11:01:35"],
  ];
  test.each(texts)("%s", (pattern, text) => {
    expect(format(pattern, "America/Los_Angeles")).toBe(text);
  });

  test.each([
    ["X XXX x xxx Z ZZZZZ O OOOO VV", "UTC", "Z Z +00 +00:00 +0000 Z GMT GMT UTC"],
    ["X XX xxx O OOOO VV", "Asia/Kolkata", "+0530 +0530 +05:30 GMT+5:30 GMT+05:30 Asia/Kolkata"],
    ["HH:mm XXX VV", "+02:00", "21:01 +02:00 +02:00"],
    ["HH:mm XXX VV", "GMT-3", "16:01 -03:00 GMT-03:00"],
  ])("%s in %s", (pattern, zone, text) => {
    expect(format(pattern, zone)).toBe(text);
  });

  test("the hours of a half-day and of a day are counted from 0 or from 1", () => {
    expect(format("H k K h a", undefined, 0)).toBe("0 24 0 12 AM");
    expect(format("H k K h a", undefined, 13 * 3_600_000)).toBe("13 13 1 1 PM");
  });

  test("the zone's offset is the one at the instant", () => {
    const summer = Date.UTC(2018, 6, 1);
    expect(format("XXX zzz", "America/Los_Angeles", summer)).toBe("-07:00 PDT");
  });

  test("years before 1 and beyond 9999 are written", () => {
    expect(format("uuuu yyyy", undefined, Date.UTC(-1, 0, 1))).toBe("-0001 0002");
    expect(format("yyyy", undefined, Date.UTC(12345, 0, 1))).toBe("+12345");
  });

  test.each([
    ["yyyy-QQ", "the letter Q is not supported locally"],
    ["ppH", "the letter p is not supported locally"],
    ["aa", "too many letters in a row: aa"],
    ["V", "V has a wrong length"],
    ["OO", "OO has a wrong length"],
    ["{", "{ is reserved; put it in quotes"],
    ["'x", "a quote is not closed"],
    ["[H", "[ without ]"],
    ["H]", "] without ["],
  ])("%s is refused by name", (pattern, reason) => {
    expect(errorOf(`util.time.nowFormatted(${quoted(pattern)})`)).toBe(`date format "${pattern}": ${reason}`);
  });

  test("a zone that is not known is refused by name", () => {
    expect(errorOf("util.time.nowFormatted('H', 'Mars/Base')")).toBe("time zone Mars/Base is not known");
    expect(errorOf("util.time.nowFormatted('H', '+19:00')")).toBe(
      "+19:00 is no offset: at most 59 minutes, at most 18 hours in all",
    );
  });

  test("milliseconds have to be whole and within reach", () => {
    expect(errorOf("util.time.epochMilliSecondsToISO8601(1.5)")).toContain("not a whole number");
    expect(errorOf("util.time.epochMilliSecondsToISO8601(1e20)")).toContain("within reach");
    expect(errorOf("util.time.epochMilliSecondsToISO8601('1')")).toContain("must be a finite number");
  });
});

describe("parsing", () => {
  test.each<[text: string, pattern: string, zone: string | undefined, iso: string]>([
    ["20180201 011915+0800", "yyyyMMdd HHmmssZ", undefined, "2018-01-31T17:19:15.000Z"],
    ["1 Feb 2018, 1:19 PM", "d MMM yyyy, h:mm a", "UTC", "2018-02-01T13:19:00.000Z"],
    ["12 AM 1/2/18", "h a d/M/yy", "UTC", "2018-02-01T00:00:00.000Z"],
    ["Thursday, February 1 2018 24", "EEEE, MMMM d yyyy k", "UTC", "2018-02-01T00:00:00.000Z"],
    ["2018-032 23:59:59.123456789Z", "uuuu-DDD HH:mm:ss.SSSSSSSSSX", undefined, "2018-02-01T23:59:59.123Z"],
    ["2018-02-01 00:00 Asia/Kolkata", "yyyy-MM-dd HH:mm VV", undefined, "2018-01-31T18:30:00.000Z"],
    ["2018-02-01 00:00 GMT+5:30", "yyyy-MM-dd HH:mm O", undefined, "2018-01-31T18:30:00.000Z"],
    ["2018-02-01 00:00 +05", "yyyy-MM-dd HH:mm x", "America/New_York", "2018-01-31T19:00:00.000Z"],
    ["2018-02-01 07", "yyyy-MM-dd HH[:mm]", "UTC", "2018-02-01T07:00:00.000Z"],
    ["2018-02-01 07:30", "yyyy-MM-dd HH[:mm]", "UTC", "2018-02-01T07:30:00.000Z"],
    ["2018-02-31 00", "yyyy-MM-dd HH", "UTC", "2018-02-28T00:00:00.000Z"],
    ["2018-11-04 01:30", "yyyy-MM-dd HH:mm", "America/New_York", "2018-11-04T05:30:00.000Z"],
    ["2018-03-11 02:30", "yyyy-MM-dd HH:mm", "America/New_York", "2018-03-11T07:30:00.000Z"],
  ])("%j by %j in %s is %s", (text, pattern, zone, iso) => {
    expect(parse(text, pattern, zone)).toBe(Date.parse(iso));
  });

  test.each<[text: string, pattern: string, zone: string | undefined, reason: string]>([
    ["2018", "yyyy-MM", "UTC", '"2018" is not a time of the format "yyyy-MM"'],
    ["2018-02-01 00:00", "yyyy-MM-dd HH:mm", undefined, "no time zone"],
    ["2018-02-01", "yyyy-MM-dd", "UTC", "no time of the day"],
    ["10:00", "HH:mm", "UTC", "no year"],
    ["2018-13-01 00", "yyyy-MM-dd HH", "UTC", "the month must be 1 to 12, not 13"],
    ["2018-02-01 24", "yyyy-MM-dd HH", "UTC", "the hour must be 0 to 23, not 24"],
    ["Mon 2018-02-01 00", "E yyyy-MM-dd HH", "UTC", "the day of the week is not that of the date"],
    ["2018-02-01 00:00+05:60", "yyyy-MM-dd HH:mmXXX", undefined, "+05:60 is no offset"],
    ["x", "MMMMM", "UTC", "one letter does not tell which month is meant"],
  ])("%j by %j in %s is refused: %s", (text, pattern, zone, reason) => {
    expect(parseError(text, pattern, zone)).toContain(reason);
  });

  test.each([
    ["2018-02-01T17:21:05Z", "2018-02-01T17:21:05.000Z"],
    ["2018-02-01T17:21-0330", "2018-02-01T20:51:00.000Z"],
    ["2018-02-01T17:21:05.123456789+01", "2018-02-01T16:21:05.123Z"],
  ])("ISO 8601 %s", (text, iso) => {
    expect(value(`util.time.parseISO8601ToEpochMilliSeconds('${text}')`)).toBe(Date.parse(iso));
  });

  test("ISO 8601 wants an offset", () => {
    expect(errorOf("util.time.parseISO8601ToEpochMilliSeconds('2018-02-01T17:21:05')")).toContain("with an offset");
  });
});
