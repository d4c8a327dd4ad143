# The shell: navigation, palette, keys, account, sign-in.

product = Kamerton
skip = Skip to content
nav = Sections
nav-today = Today
nav-inbox = Inbox
nav-people = People
nav-places = Places
nav-settings = Settings
nav-more = More
find = Find
find-long = Search and commands
demo-tag = demo
undo = Undo
close = Close
next = Next
on = On
off = Off
to-today = Whom to write to today

palette-input = A person’s name or a command
palette-found = Found
palette-nothing = Nothing found. Names are searched from their beginning.

keys = Keyboard
keys-which = Which keys
keys-title = Keyboard shortcuts
keys-palette = search and commands
keys-go = to a section: T today, I inbox, P people, L places, S settings
keys-step = to the next, to the previous
keys-done = the step is done
keys-later = put the step off
keys-undo = undo the last action

theme = Appearance
theme-system = Same as the system
theme-light = Light
theme-dark = Dark
language = Language
switch-brand = Switch to the brand
account = Account
sign-out = Sign out

sign-in-title = Sign in
sign-in = Sign in
sign-in-wrong = This e-mail and password do not match. Check the keyboard layout and Caps Lock.
sign-in-wait = { $count ->
    [one] Too many attempts. Wait { $count } minute and try again.
   *[other] Too many attempts. Wait { $count } minutes and try again.
}
email = E-mail
password = Password
forgotten = Forgotten the password?
forgotten-help = The brand’s owner sets a new one in the settings, or whoever has access to the server:
show-password = Show password
password-help = At least 10 characters. A phrase of several words will do.
your-name = Your name
other-language = Русский

percent-done = { $count }% done

api-docs = The API
