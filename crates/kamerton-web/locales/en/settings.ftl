# Settings: brand, voice, team, keys, data, rules, me.

settings-brand = Brand
settings-voice = Voice
settings-team = Team
settings-tokens = Keys
settings-webhooks = Webhooks
settings-data = Data
settings-policy = Rules
settings-me = Profile

settings-save = Save
settings-only-read = Only people who are allowed to manage the brand can change this.
settings-zone-help = Days are counted in this time zone, where it is { $time } now. If you change it, they are counted again: with a long history that takes minutes.
settings-currency = Currency
settings-currency-help = Purchases entered by hand use it. What is already stored keeps its own currency.
currency-RUB = Russian rouble
currency-EUR = euro
currency-USD = US dollar
currency-BYN = Belarusian rouble
currency-KZT = Kazakhstani tenge
currency-UZS = Uzbekistani som
currency-KGS = Kyrgyzstani som
currency-AMD = Armenian dram
currency-AZN = Azerbaijani manat
currency-GEL = Georgian lari
currency-MDL = Moldovan leu
currency-TRY = Turkish lira
currency-RSD = Serbian dinar
currency-GBP = pound sterling
settings-recounting = Days are being counted again in the new time zone. Until that is done, the figures are incomplete.
settings-competitors = Who you are compared with
settings-terms-later = Separated by commas. Words you add apply to messages that arrive afterwards.
settings-voice-lead = This is how the brand speaks everywhere, unless a place says otherwise.
settings-examples-help = One per line: sentences by which people know the brand.
settings-shown-once = We will not show it again.
settings-copy = Copy
settings-copied = Copied
settings-to-imports = Import

saved-brand = Saved
saved-voice = Saved: how the brand speaks
saved-roles = Saved: roles
saved-shut = Access closed, sessions ended
saved-open = Can sign in again
saved-revoked = Key revoked
saved-removed = Sender removed: its calls are refused from now on
saved-password = Password changed. Other devices have to sign in again.
saved-demo = The demo is removed

wrong-brand-taken = There is already a brand with this name here.
wrong-roles = Choose at least one role.
wrong-token-name = Name the key after the program it is for.
wrong-token-scopes = Choose what the key may do.
wrong-webhook-name = Name what will send the calls.
wrong-old-password = This is not the current password.

team-you = you
team-shut = no access
team-change = Roles and access
team-roles = Roles
team-save-roles = Save roles
team-password = Make a new password
team-shut-out = Close access
team-open = Restore access
team-add = Invite a colleague
team-name = Name
team-let-in = Invite
team-made = Password for { $email }.
team-made-help = Hand it over in person and ask them to change it.
team-last-owner = This is the brand’s last owner: make somebody else an owner first.

role-owner = owner
role-cm = community manager
role-smm = social media manager
role-seller = salesperson
role-support = support agent
role-product = product manager
role-director = director
role-help-owner = everything, including team, keys and data
role-help-cm = people, steps, private messages, imports, the brand’s settings
role-help-smm = steps, places, notes
role-help-seller = steps, notes, phone numbers and e-mail addresses
role-help-support = the same as a salesperson: steps, notes, phone numbers and e-mail addresses
role-help-product = view only: people, places, steps, messages in open places
role-help-director = the same as a product manager: view only

tokens-lead = Keys are for programs: your site, CRM, scripts. People sign in and need no key.
tokens-none = No keys yet.
tokens-made = The key is ready.
tokens-made-at = Created { $when }
tokens-used = used { $when }
tokens-unused = not used yet
tokens-ends = valid until { $when }
tokens-endless = no expiry date
tokens-ended = expired
tokens-revoke = Revoke
tokens-add = New key
tokens-name = What for
tokens-name-help = For example, “Site: new orders”.
tokens-scopes = What it may do
tokens-days = For how long
tokens-make = Create the key
scope-events-write = send events
scope-messages-read = search messages in open places
scope-messages-write = answer messages in open places
scope-messages-moderate = delete other people’s messages and restrict their authors
scope-people-read = read what is known about people
scope-people-write = record people’s consents
scope-places-read = read places
scope-places-write = post, run polls, share and pin messages, and create invitations to places
scope-steps-read = read today’s steps

webhooks-lead = A service that cannot send a key can sign every call with a secret. Create a sender, put the address and secret into the service’s settings, and events arrive here.
webhooks-docs = How events and signatures work
webhooks-none = No senders yet.
webhooks-made = The secret is ready.
webhooks-renewed = The new secret is ready.
webhooks-made-help = The service has to sign its calls according to Standard Webhooks.
webhooks-example = A call to try on the command line
webhooks-example-text = Thank you, it has arrived!
webhooks-used = last call { $when }
webhooks-unused = no call yet
webhooks-before = the previous secret works until { $when }
webhooks-broken = the secret cannot be opened, renew it
webhooks-remove = Remove
webhooks-renew = Renew the secret
webhooks-renew-do = Create a new secret
webhooks-hours = The previous secret keeps working for
webhooks-at-once = no time: it stops at once
webhooks-add = New sender
webhooks-name = What it sends
webhooks-name-help = For example, “Shop: orders and reviews”.
webhooks-make = Create the sender

backup-title = Backup
backup-lead = One file with everything in this installation: people, messages, settings. Keep it as safe as the server itself. The command “kamerton restore” brings everything back from it.
backup-not-yours = A backup contains every brand of this installation, and you do not own all of them. The administrator can make one: kamerton backup.
backup-make = Make a backup
backup-writing = Writing the backup. You can leave the page: the link will be waiting here.
backup-fetch = Download
backup-once = The link works once. If nobody uses it, the file is erased after { $time }.
backup-failed = The backup could not be made. Your data is fine. Check that there is room on the disk, and try again.

demo-title = Demo
demo-here = This is an invented brand. When you have seen enough, remove it with one button: your own data is not touched.
demo-there = There is an invented brand beside yours. It is removed as a whole; your own data is not touched.
demo-remove = Remove the demo
demo-none = The demo brand is not loaded.
demo-load = Load the demo

policy-lead = Charge, state and steps follow these rules. Changing them would change every earlier judgement too, so here they can only be read.
policy-version = Version { $count } of the rules.
policy-rules = Thresholds
policy-rules-help = The bond adds up the same weights as the charge but fades more slowly: it halves every year, not every 30 days. So people can still be warm when their charge has faded to nothing.
policy-weights = Weights
policy-weights-help = A weight halves every 30 days in the charge and every year in the bond. The daily limit is how many times a day it counts for one person.
policy-kind = What happened
policy-weight = Weight
policy-most = Daily limit
policy-kamerton-ring = A kamerton rings at a charge of at least
policy-kamerton-days = …with a confirmation in the last
policy-promoter-bond = Passive promoter at a bond of at least
policy-warm-bond = Warm at a bond of at least
policy-detractor-ring = Detractor at a charge of at most
policy-hysteresis = A state is lost below this share of its threshold
policy-question-due = A question is overdue after
policy-steps = Steps per day, at most
policy-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
policy-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}

me-keys-help = One letter, one action: handy when your hands are on the keyboard. If these shortcuts get in the way of a screen reader or voice input, switch them off.
me-password = Password
me-old = Current password
me-new = New password
me-password-help = Other devices will have to sign in again.
me-set-password = Change password
