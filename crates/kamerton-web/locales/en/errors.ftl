# Refusals: what happened and what to do next.

error-not-found = There is nothing here
error-help-not-found = The link is old, the person was merged with another, or the address has a typo.
error-forbidden = This page is not for your role
error-help-forbidden = The brand’s owner gives roles, in the team’s settings.
error-sign-in = Sign in first
error-help-sign-in = Your session has ended. Sign in again and go on; what was not saved has to be typed again.
error-foreign = The request came from another site’s page
error-help-foreign = Nothing was changed. If you pressed a button here, reload the page and try again. Behind a reverse proxy, see that it passes the Host header on.
error-method = This is no way to ask here
error-help-method = Nothing was changed. Go back and open the page by its link.
error-too-large = The request is too large
error-help-too-large = Nothing was saved. Send less at a time.
error-too-often = Too often
error-help-too-often = More was asked within a minute than is allowed. Wait a little and try again: what was saved is safe.
error-timeout = It took too long
error-help-timeout = The request took more than thirty seconds and was stopped. Try again.
error-disk-full = The disk is full
error-help-disk-full = What was saved is safe, the new was not saved. Make room and try again: no restart is needed.
error-asked = This cannot be done so
error-help-asked = Nothing was changed. Go back, mend it and send it again.
error-not-yet = Not all of it is written down yet
error-help-not-yet = Wait a minute, go back and send the same form again: nothing is entered twice.
error-failed = Something broke on our side
error-help-failed = What was saved is safe. The reason is in the program’s log; “kamerton doctor” says whether all is well.

# Reasons of refusals, where they are known exactly.
refused-no-step = There is no such step any more.
refused-nothing-done = Nothing was done with this step yet.
refused-done = This step is done already. Who was first: { $by }.
refused-later = This step is put off already. Who was first: { $by }.
refused-never = This step is not proposed any more. Who decided so: { $by }.
refused-taken = Somebody else has this step: { $by }.
refused-no-staff = { $text } is none of us. Say first that they are staff.
refused-no-person = There is no such person here.
refused-nobody = Write a name, or an e-mail address, a number or a handle: nothing was stored.
refused-not-counted-yet = The person is written down, a note and a tag are not yet: there is a lot to do just now.
refused-no-account = { $text } has no account to enter a purchase for.
refused-empty-tag = The tag is empty: write a word.
refused-empty-note = The note is empty: nothing was stored.
refused-order-ahead = { $text } is yet to come: the purchase was not stored.
refused-relationship = At most 300 letters a field, a rating from 1 to 5: nothing was stored.
refused-consent-how = Say how and in what words the person agreed: nothing was stored.
refused-consent-ahead = This day lies ahead: nothing was stored.
refused-cannot-follow = “{ $text }” has no page that could be followed and is not yet: nothing was stored.
refused-no-consent = There is no such consent, or it cannot hold again: write down a new one.
refused-no-day = “{ $text }” is no date.
refused-no-amount = “{ $text }” is no amount. Write, for example, 1990 or 1990.50.
refused-same-person = { $text } is the same person: there is nothing to join.
refused-no-merge = There is no such merge.
refused-merge-undone = This merge was taken back already.
refused-not-their-account = { $text } has no such account.
refused-nothing-to-split = Choose the accounts to part off { $text }.
refused-splits-all = At least one account has to stay with { $text }.
refused-no-place = There is no such place here.
refused-no-position = The link to the rest of the list is old.
refused-no-zone = “{ $text }” is no time zone. Write, for example, Europe/Moscow.
refused-no-currency = “{ $text }” is no currency. Choose one from the list.
refused-no-kind = Nothing is imported from “{ $text }”.
refused-no-file = There is no file, or it is empty.
refused-too-many-files = { $count ->
    [one] { $count } file at a time is the most.
   *[other] { $count } files at a time are the most.
}
refused-files-too-large = The files together have more than { $text }. Such are imported by a command on the machine itself.
refused-import-runs = The import runs. Stop it first.
refused-broken-form = The form did not arrive whole. Send it again.
refused-brand-taken = There is a brand “{ $text }” here already.
refused-brand-gone = This brand is not here any more.
refused-no-address = “{ $text }” is no e-mail address.
refused-address-taken = There is a user { $text } already.
refused-no-user = There is no user { $text } here.
refused-user-gone = There is no such user any more.
refused-administrator-there = There is an administrator already: sign in.
refused-long-password = { $count ->
    [one] A password may have { $count } character at most.
   *[other] A password may have { $count } characters at most.
}
refused-session-ended = Your session has ended. Sign in again.
refused-nameless-token = Name the key by what it is for.
refused-scopeless-token = Tick what the program may do: { $text }.
by-command-line = the command line
