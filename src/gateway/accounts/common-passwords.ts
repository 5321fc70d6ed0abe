/** Often chosen ones that the list lacks: it leaves out rows of digits, and is older than some of the words. */
const CHOSEN_SINCE = new Set(
  `
0987654321 0123456789 987654321 87654321 9876543210 aa12345678 qwertyqwerty password12345 password123456 password1!
password123! p@ssword p@ssword1 p@ssw0rd1 pa$$word pass12345 pass123456 passphrase yourpassword thepassword
changeme123 letmein12 welcome1234 welcome! admin1234 admin12345 admin123456 administrator1 root1234 toor1234 test12345
test123456 tester123 testpassword user1234 username1 guest123 guest1234 default123 defaultpassword demo1234 secret1234
secretpassword iloveu123 lovely123 loveme123 mylove123 sunshine123 princess123 baseball123 computer123 internet123
barcelona1 eagles123 summer123 summer2020 summer2021 summer2022 summer2023 summer2024 winter123 winter2020 winter2021
winter2022 winter2023 winter2024 spring123 spring2023 spring2024 autumn123 company1 company123 hello12345 5201314520
woaini1314 security123 server123 oracle123 mysql123 postgres postgres1 vagrant1 raspberrypi docker123 ubuntu123
linux123 windows10 facebook1 linkedin linkedin1 twitter1 youtube1 iphone123 minecraft1 fortnite
`
    .trim()
    .split(/\s+/),
);

/** One character, or a short piece, over and over. */
const REPEATED = /^(.{1,5}?)\1+$/su;

/**
 * Says whether a password is one of those that people choose most often, and attackers therefore try first. Case does not
 * matter. The list is zxcvbn's, nearly 18,000 of it of eight characters and more; it is read when the first password is set.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const plain = password.toLowerCase();
  return CHOSEN_SINCE.has(plain) || REPEATED.test(plain) || (await commonPasswords()).has(plain);
}

let list: Promise<ReadonlySet<string>> | undefined;

async function commonPasswords(): Promise<ReadonlySet<string>> {
  list ??= import("@zxcvbn-ts/language-common").then(
    ({ dictionary }) => new Set(dictionary["passwords-common"]),
  );
  try {
    return await list;
  } catch (error) {
    list = undefined; // The next password asks again.
    throw error;
  }
}
