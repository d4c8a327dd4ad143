# Refusals: what happened and what to do next.

error-not-found = There is nothing here
error-help-not-found = The link is old, the person was merged with another, or the address has a typo.
error-forbidden = This page is not for your role
error-help-forbidden = The brand's owner gives roles, in the team's settings.
error-sign-in = Sign in first
error-help-sign-in = Your session has ended. Sign in again and go on; what was not saved has to be typed again.
error-foreign = The request came from another site's page
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
error-failed = Something broke on our side
error-help-failed = What was saved is safe. The reason is in the program's log; `kamerton doctor` says whether all is well.
