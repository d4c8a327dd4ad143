# Refusals: what happened and what to do next.

error-not-found = There is nothing here
error-help-not-found = The link is old, the person was merged with another, or the address has a typo.
error-forbidden = This page is not for your role
error-help-forbidden = Roles are given by the brand’s owner in the team settings.
error-sign-in = Sign in first
error-help-sign-in = Your session has ended. Sign in again and carry on; anything you had not saved has to be typed again.
error-foreign = The request came from another site’s page
error-help-foreign = Nothing was changed. If you pressed a button here, reload the page and try again. Behind a reverse proxy, make sure that it passes on the Host header.
error-method = This address does not take requests of this kind
error-help-method = Nothing was changed. Go back and open the page by its link.
error-too-large = The request is too large
error-help-too-large = Nothing was saved. Send less at a time.
error-too-often = Too many requests
error-help-too-often = There were more requests within a minute than allowed. Wait a little and try again: what was saved is safe.
error-timeout = It took too long
error-help-timeout = The request took more than thirty seconds and was stopped. Try again.
error-disk-full = The disk is full
error-help-disk-full = What was saved before is safe, but the new data was not saved. Make room and try again: no restart is needed.
error-asked = This cannot be done
error-help-asked = Nothing was changed. Go back, correct it and send it again.
error-not-yet = Not everything is saved yet
error-help-not-yet = Wait a minute, go back and send the same form again: nothing is entered twice.
error-failed = Something broke on our side
error-help-failed = What was saved is safe. The reason is in the program’s log; “kamerton doctor” tells you whether everything is well.

# Reasons of refusals, where they are known exactly.
refused-no-step = This step no longer exists.
refused-nothing-done = Nothing has been done with this step yet.
refused-done = This step is already done. Who was first: { $by }.
refused-later = This step is already put off. Who was first: { $by }.
refused-never = This step is no longer suggested. Who decided that: { $by }.
refused-taken = Somebody else has this step: { $by }.
refused-no-staff = { $text } is not one of us. First say that they are staff.
refused-no-person = There is no such person here.
refused-nobody = Enter a name, an e-mail address, a phone number or a handle: nothing was stored.
refused-not-counted-yet = The person is saved; the note and the tag are not yet: there is a lot to do just now.
refused-no-account = { $text } has no account to which a purchase can be added.
refused-empty-tag = The tag is empty: write a word.
refused-empty-note = The note is empty: nothing was stored.
refused-order-ahead = { $text } is in the future: the purchase was not stored.
refused-relationship = At most 300 characters per field, a rating from 1 to 5: nothing was stored.
refused-consent-how = Say how and in what words the person agreed: nothing was stored.
refused-consent-ahead = This day is in the future: nothing was stored.
refused-cannot-follow = “{ $text }” has no other page that could be followed: nothing was stored.
refused-no-consent = There is no such consent, or it cannot take effect again: record a new one.
refused-no-day = “{ $text }” is not a date.
refused-no-amount = “{ $text }” is not an amount. Write, for example, 1990 or 1990.50.
refused-same-person = { $text } is the same person: there is nothing to join.
refused-no-merge = There is no such merge.
refused-merge-undone = This merge has already been undone.
refused-not-their-account = { $text } has no such account.
refused-nothing-to-split = Choose the accounts to separate from { $text }.
refused-splits-all = At least one account has to stay with { $text }.
refused-no-place = There is no such place here.
refused-no-position = The link to the rest of the list is out of date.
refused-no-zone = “{ $text }” is not a time zone. Write, for example, Europe/Moscow.
refused-no-currency = “{ $text }” is not a currency. Choose one from the list.
refused-no-kind = “{ $text }” is not something that can be imported.
refused-no-file = There is no file, or it is empty.
refused-too-many-files = { $count ->
    [one] At most { $count } file at a time.
   *[other] At most { $count } files at a time.
}
refused-files-too-large = Together the files are larger than { $text }. Files of this size are imported with a command on the machine itself.
refused-import-runs = The import is running. Stop it first.
refused-broken-form = The form did not arrive in full. Send it again.
refused-brand-taken = There is already a brand “{ $text }” here.
refused-brand-gone = This brand is no longer here.
refused-no-address = “{ $text }” is not an e-mail address.
refused-address-taken = There is already a user { $text }.
refused-no-user = There is no user { $text } here.
refused-user-gone = This user no longer exists.
refused-administrator-there = There is already an administrator: sign in.
refused-long-password = { $count ->
    [one] A password can have at most { $count } character.
   *[other] A password can have at most { $count } characters.
}
refused-session-ended = Your session has ended. Sign in again.
refused-segment-text = Character { $at }: { $why }
refused-no-segment = There is no such segment; it may have been deleted.
refused-segment-taken = There is a segment “{ $text }” already. Give this one another name.
refused-segment-name = { $count ->
    [one] Name the segment, in at most { $count } character.
   *[other] Name the segment, in at most { $count } characters.
}
refused-segments-full = { $count ->
    [one] There cannot be more than { $count } segment. Delete one first.
   *[other] There cannot be more than { $count } segments. Delete one first.
}
refused-segment-large = { $count ->
    [one] A static segment can hold at most { $count } person. Narrow the description, or leave the segment living.
   *[other] A static segment can hold at most { $count } people. Narrow the description, or leave the segment living.
}
segment-empty = there is no condition. Write one, such as “state: warm”.
segment-too-long = the description is too long; it can have up to { $count } characters.
segment-too-deep = there are too many parentheses within each other; there can be up to { $count } levels.
segment-too-many = there are too many conditions; there can be up to { $count }.
segment-unknown = there is no condition “{ $word }”.
segment-value = “{ $field }” has no value “{ $word }”.
segment-no-place = there is no place “{ $word }”.
segment-expected-condition = a condition has to stand here.
segment-expected-joint = “and” or “or” has to stand here. Put several words of one value in quotation marks.
segment-expected-closing = a closing parenthesis is missing.
segment-expected-value = “{ $field }” needs a value.
segment-expected-comparison = “{ $field }” needs a comparison, such as “≥ 3”.
segment-expected-days = “{ $field }” needs a number of days, such as “30 days”.
segment-range = the value of “{ $field }” is out of bounds.
segment-quote = the quotation marks are not closed.
segment-role = a role can be given once, and only with “and” at the top level.
segment-closing = there is a closing parenthesis too many.
segment-proposal = Did you mean “{ $proposal }”?
refused-nameless-token = Give the key a name that says what it is for.
refused-scopeless-token = Tick what the program may do: { $text }.
by-command-line = the command line
