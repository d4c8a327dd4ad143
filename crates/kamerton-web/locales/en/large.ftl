# The large model: settings, what would be sent, what has come, why nothing has.

settings-large-model = Large model
saved-large-model = Saved: the large model

large-title = Large model
large-lead = Any model with an OpenAI-compatible interface: your own on your own server, or one on the internet. It is asked only when somebody presses a button; it suggests words and opinions and does nothing by itself. Without it everything works as before.
large-url = Address
large-url-help = The beginning of the address, without “/chat/completions”: for example, https://models.example/v1.
large-near = The address is in your own network or on this machine (then nothing leaves your network: if the address turns out to be on the internet, nothing is sent)
large-model-name = Name of the model
large-key = Key
large-key-none = No key is set. A model of your own often needs none. If you enter one, it is kept encrypted and never shown again.
large-key-known = A key is set. Leave the field empty to keep it; for another address it has to be entered again.
large-key-broken = A key is set, but it cannot be opened with the key of this installation: enter it again.
large-key-forget = Forget the key
large-uses = What to use it for
large-use-judgements = A second opinion on a message
large-use-drafts = Words to begin with
large-use-summaries = What the last conversation was about
large-private = Send private messages as well (only people who are allowed to read them can ask about them)
large-seconds = Wait for a reply, seconds (from 3 to 60)
large-requests = Requests per day
large-tokens = Tokens per day
large-used = Today: { $requests } of { $most } requests, { $tokens } of { $limit } tokens.
large-price-in = Price per million tokens sent
large-price-out = Price per million tokens received
large-ceiling = Monthly limit
large-ceiling-help = In the currency in which you entered the two prices above. Leave empty for no limit.
large-cost = This month: { $cost }.
large-pause = Paused until { $when }: it has failed several times in a row. { $why }
large-check-title = Check the connection
large-check-help = One tiny question with the saved settings. It counts as a request.
large-check = Check
large-answers = It answers: { $text }
large-masked-title = What is sent
large-masked = The lines of the last conversation, twenty at most. Phone numbers, e-mail addresses, cards, links, accounts, street addresses, order numbers and the names of those who take part are replaced: “Person 1”, “[phone 1]”. In an answer they are put back here. You can look at what would be sent before every request. Names of people who are only mentioned, and numbers written as words, are not recognised: they are sent as they are.

wrong-large-number = A number is needed here: for example, 100 or 0.15. Nothing was changed.
wrong-large-address = This is not an address: begin it with https:// or http://. Nothing was changed.
wrong-large-dressed = Keys, names and queries do not belong in an address: remove what comes after “?” or “#” and before “@”. Nothing was changed.
wrong-large-plain = With http:// messages would cross the open internet unencrypted. Begin the address with https://, or say that it is in your own network. Nothing was changed.
wrong-large-no-address = Enter the address: without it there is nobody to ask. Nothing was changed.
wrong-large-no-model = Enter the name of the model. Nothing was changed.
wrong-large-no-price = The monthly limit is counted from the price: enter the price. Nothing was changed.
wrong-large-key = This key cannot be sent: it contains spaces or characters other than Latin letters, or is too long. Nothing was changed.

large-propose = Suggest words
large-summarise = Sum up the conversation
large-second-opinion = Second opinion
large-look = See what would be sent
large-back = Back
large-goes-on = Everything else works as before.
large-proposed = Suggested by the large model
large-proposed-help = Not sent to anybody. Read it and decide for yourself.
large-draft = Draft
large-would-be-sent = What would be sent
large-was-sent = What was sent
large-where = To: { $host }.
large-hidden =
    { $count ->
        [0] Apart from names there was nothing to hide.
        [one] Apart from names, { $count } detail was hidden.
       *[other] Apart from names, { $count } details were hidden.
    }
large-send = Ask
large-again = Ask again
large-theirs = The large model
large-ours = Our models
large-sentiment = tone { $number } out of 100
large-irony = irony

draft-begs = Looks like begging for a review, stars or a repost.
draft-baits = Looks like baiting for reactions.
draft-about-product = It is about the product, not about the person.
draft-praises = It praises us.
draft-address = The wrong form of address: “ты” instead of “вы”, or the other way round.
draft-unread = We do not read this language: the draft was not checked.

trouble-off = The large model is not switched on for this.
trouble-not-set-up = The large model is not set up: the address or the name of the model is missing.
trouble-key-broken = The stored key cannot be opened: enter it again in the settings.
trouble-no-address = This is not an address that can be reached.
trouble-plain = Without encryption (http://) only addresses in your own network are used.
trouble-private = The address leads into a private network. If that is intended, say so in the settings. Nothing was sent.
trouble-not-near = The address is marked as your own but leads elsewhere. Nothing was sent.
trouble-no-name = This name was not found in the network. Nothing was sent.
trouble-refused-connection = The address exists, but nothing answers there: is the model running? Nothing was sent.
trouble-tls = No secure connection: the certificate is not trusted, or it is not HTTPS. Nothing was sent.
trouble-unreachable = The connection broke.
trouble-late = No answer came in time.
trouble-too-large = The answer is too large: none of it was kept.
trouble-redirected = The address redirects elsewhere: enter the final address. We did not follow it.
trouble-wrong-key = The key is not accepted (401 or 403).
trouble-no-model = There is no such address or no such model (404).
trouble-busy = The service is busy (429): try again later.
trouble-status = The service answers with error { $status }.
trouble-not-json = What arrived is not an answer from such a model: check the address.
trouble-empty = The answer was empty.
trouble-no-sense = The answer is not in the form we asked for. None of it was kept.
trouble-paused = The large model has failed several times in a row: it is paused until { $when }.
trouble-crowded = Two requests are already on their way: wait for them.
trouble-spent-requests = Today’s requests have been used up. Nothing was sent.
trouble-spent-tokens = Today’s tokens have been used up. Nothing was sent.
trouble-spent-money = This month’s money has been used up. Nothing was sent.
trouble-nothing = There is nothing to send: no conversation that the model may be shown.
trouble-grave = This needs a human’s words: read it and answer yourself. Nothing was sent.
