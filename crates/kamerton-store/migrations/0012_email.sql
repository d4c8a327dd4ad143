-- The kind of mails is called as their accounts are, email, in channels and remote keys. Ids stay: they
-- are found by the key, and that of the channel is still derived from its old name.
UPDATE channel SET kind = 'email' WHERE kind = 'mail';
UPDATE remote_key SET remote_key = 'e' || remote_key WHERE substr(remote_key, 1, 5) = 'mail:';
UPDATE message SET remote_key = 'e' || remote_key WHERE substr(remote_key, 1, 5) = 'mail:';
UPDATE message SET reply_to_key = 'e' || reply_to_key WHERE substr(reply_to_key, 1, 5) = 'mail:';
UPDATE membership SET remote_key = 'e' || remote_key WHERE substr(remote_key, 1, 5) = 'mail:';
UPDATE pending_fact SET
    remote_key = 'e' || remote_key,
    fact = REPLACE(REPLACE(fact, '"kind":"mail"', '"kind":"email"'), '"message":"mail:', '"message":"email:')
    WHERE substr(remote_key, 1, 5) = 'mail:';
