/** The passwords of eight characters and more that people choose most often, and attackers therefore try first. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
12345678 123456789 1234567890 12345678910 0123456789 0987654321 987654321 87654321 9876543210 123123123 12341234
1234554321 12344321 123454321 123321123 123456123 123456654321 1234567a 12345678a 123456789a a123456789 a12345678
a1234567 aa123456 aa12345678 aa123456789 abc12345 abc123456 abcd1234 abcd12345 abcde123 abc123abc 123abc123 123456abc
1234abcd 12345abc 12345qwert 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4 q1w2e3r4t5 qwer1234
qwert123 qwert12345 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyui qwertyuiop qwertyuiop123 qwertyqwerty
qwerasdf qazwsxedc qazwsx123 zaq12wsx zaq1xsw2 zxcvbnm123 zxcvbnm1 zxcvasdf asdfghjk asdfghjkl asdfasdf asdf1234
asdfqwer asdfg123 azertyui azertyuiop azerty123 password password1 password12 password123 password1234 password12345
password123456 password! password1! password123! password01 password2 password3 password7 password9 password99 password11
passwort passwort1 password0 password00 passw0rd p@ssw0rd p@ssword p@ssword1 p@ssw0rd1 pa$$word pa$$w0rd pass1234
pass12345 pass123456 passpass passport passphrase passcode mypassword newpassword yourpassword thepassword nopassword
changeme changeme1 changeme123 changeit letmein1 letmein12 letmein123 letmeinnow welcome1 welcome12 welcome123 welcome1234
welcome2 welcome01 welcome! administrator admin123 admin1234 admin12345 admin123456 adminadmin administrator1 rootroot
root1234 toor1234 test1234 test12345 test123456 testtest testing1 testing123 tester123 testpassword testuser user1234
username username1 useruser guest123 guest1234 default1 default123 defaultpassword demo1234 demodemo secret12 secret123
secret1234 secretpassword topsecret iloveyou iloveyou1 iloveyou2 iloveyou123 iloveyou! iloveu123 ilovegod iloveme1
loveyou1 lovelove lovely123 loveme123 mylove123 sunshine sunshine1 sunshine123 princess princess1 princess123 football
football1 football123 baseball baseball1 baseball123 basketball basketball1 softball volleyball hockey123 soccer123
superman superman1 superman123 batman123 spiderman spiderman1 starwars starwars1 startrek pokemon1 pokemon123 dragon123
dragonball monkey123 monkey12 shadow123 master123 michael1 michael123 jennifer jennifer1 jessica1 jordan23 michelle
michelle1 charlie1 charlie123 samantha samantha1 danielle victoria alexander alexander1 alexandra benjamin christopher
christian elizabeth elizabeth1 nicholas jonathan patricia stephanie veronica virginia florence isabella
trustno1 whatever whatever1 computer computer1 computer123 internet internet1 internet123 corvette mercedes mustang1
porsche1 ferrari1 chocolate chocolate1 butterfly butterfly1 blink182 liverpool liverpool1 arsenal1 chelsea1 barcelona
barcelona1 realmadrid juventus manchester manunited yankees1 cowboys1 steelers lakers24 patriots eagles123 metallica
metallica1 slipknot nirvana1 mounta1n mountain midnight midnight1 november december september february
january1 october1 summer123 summer2020 summer2021 summer2022 summer2023 summer2024 winter123 winter2020 winter2021
winter2022 winter2023 winter2024 spring123 spring2023 spring2024 autumn123 company1 company123 business hello123 hello1234
hellohello helloworld hellokitty hello12345 goodluck blessed1 blessing jesus123 jesuschrist godisgood
maverick phoenix1 thunder1 lightning rainbow1 unicorn1 sweetheart beautiful beautiful1 handsome strawberry snowball
sparkles tinkerbell cinderella pineapple elephant scorpion cheyenne marlboro marlboro1 budweiser q1w2e3r4t5y6 zaqwsxcde
11111111 111111111 1111111111 00000000 000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777 88888888
888888888 99999999 999999999 11112222 11223344 1122334455 112233445566 12121212 123qweasd 123qweasdzxc qweasdzxc qwe123456
qweqwe123 147258369 741852963 159753456 159357258 789456123 456789123 321654987 963852741 14725836 1234qwer 2wsx3edc
5201314520 woaini1314 computer12 access14 access123 security security1 security123 server123 database oracle123 mysql123
postgres postgres1 sysadmin cisco123 vagrant1 raspberry raspberrypi docker123 ubuntu123 linux123 windows1 windows10
microsoft google123 facebook facebook1 linkedin linkedin1 twitter1 youtube1 samsung1 samsung123 iphone123 nintendo
playstation xboxlive minecraft minecraft1 fortnite callofduty counterstrike
`
    .trim()
    .split(/\s+/),
);
