# The large model: settings, what would be sent, what has come, why nothing has.

settings-large-model = Large model
saved-large-model = Saved: the large model

large-title = Large model
large-lead = Any model that speaks as OpenAI’s does: your own on your own server, or one on the internet. It is asked by a button only, proposes words and opinions, and does nothing by itself. Without it everything works as before.
large-url = Address
large-url-help = The beginning of the address, without “/chat/completions”: for example, https://models.example/v1.
large-near = The address is in our own network or on this machine (then nothing goes outside: where the name leads to the internet, nothing is sent)
large-model-name = Name of the model
large-key = Key
large-key-none = There is no key. A model of your own often needs none. It is kept encrypted and never shown again.
large-key-known = There is a key. An empty field leaves it; for another address it has to be entered anew.
large-key-broken = There is a key, and it does not open with the key of this installation: enter it anew.
large-key-forget = Forget the key
large-uses = What to ask for
large-use-judgements = A second opinion on a message
large-use-drafts = Words to begin with
large-use-summaries = What the last talk was about
large-private = Send private talk as well (only those who may read it can ask about it)
large-seconds = Wait for a reply, seconds (from 3 to 60)
large-requests = Requests a day
large-tokens = Tokens a day
large-used = Today: { $requests } of { $most } requests, { $tokens } of { $limit } tokens.
large-price-in = Price of a million tokens sent
large-price-out = Price of a million tokens received
large-ceiling = No more a month than
large-ceiling-help = In the currency of the price. Empty for no limit.
large-cost = This month: { $cost }.
large-pause = Not asked until { $when }: it has failed several times in a row. { $why }
large-check-title = Check the connection
large-check-help = One tiny question by the settings as they are saved. It counts as a request.
large-check = Check
large-answers = It answers: { $text }
large-masked-title = What is sent
large-masked = The lines of the last talk, twenty at most. Telephones, e-mail, cards, links, accounts, addresses of houses, numbers of orders and names of those who take part are replaced: “Person 1”, “[phone 1]”. In an answer they come back to their places here. What would be sent can be looked at before every request. Names of those who are only mentioned, and numbers written as words, are not recognised.

wrong-large-number = A number is needed here: for example, 100 or 0.15. Nothing was changed.
wrong-large-address = This is no address: begin it with https:// or http://. Nothing was changed.
wrong-large-dressed = Keys, names and questions have no place in an address: take away what is behind “?”, “#” and before “@”. Nothing was changed.
wrong-large-plain = By http:// talk would go over the open internet. Begin the address with https://, or say that it is in our own network. Nothing was changed.
wrong-large-no-address = Give the address: there is nobody to ask without. Nothing was changed.
wrong-large-no-model = Give the name of the model. Nothing was changed.
wrong-large-no-price = A month’s limit is counted by the price: give the price. Nothing was changed.
wrong-large-key = Such a key cannot be sent: it has spaces or other than Latin letters, or is too long. Nothing was changed.

large-propose = Propose words
large-summarise = Sum up the talk
large-second-opinion = Second opinion
large-look = See what would be sent
large-back = Back
large-goes-on = Everything else works as before.
large-proposed = Proposed by the large model
large-proposed-help = Sent to nobody. Read it and decide yourself.
large-draft = Draft
large-would-be-sent = What would be sent
large-was-sent = What was sent
large-where = To: { $host }.
large-hidden =
    { $count ->
        [0] Besides names there was nothing to hide.
        [one] Besides names { $count } place was hidden.
       *[other] Besides names { $count } places were hidden.
    }
large-send = Ask
large-again = Ask again
large-theirs = The large model
large-ours = Our models
large-sentiment = tone { $number } of 100
large-irony = irony

draft-begs = Looks like begging for a review, stars or a repost.
draft-baits = Looks like baiting for reactions.
draft-about-product = It is about the product and not about the person.
draft-praises = It praises ourselves.
draft-address = The wrong way to address: “ты” in place of “вы”, or the other way round.
draft-unread = We do not read this language: the draft was not checked.

trouble-off = The large model is not switched on for this.
trouble-not-set-up = The large model is not set up: address or name of the model are missing.
trouble-key-broken = The stored key does not open: enter it anew in the settings.
trouble-no-address = This is no address that can be asked.
trouble-plain = Without encryption (http://) only our own network is asked.
trouble-private = The address leads into a private network. If that is meant, say so in the settings. Nothing was sent.
trouble-not-near = The address is said to be ours and leads elsewhere. Nothing was sent.
trouble-no-name = There is no such name in the network. Nothing was sent.
trouble-refused-connection = The address is there and nobody listens: is the model running? Nothing was sent.
trouble-tls = No secure connection: the certificate is not trusted, or it is no HTTPS. Nothing was sent.
trouble-unreachable = The connection broke.
trouble-late = No answer came in time.
trouble-too-large = The answer is too large: nothing of it was taken.
trouble-redirected = The address sends us elsewhere: give that place itself. We went no further.
trouble-wrong-key = The key is not taken (401 or 403).
trouble-no-model = There is no such address or no such model (404).
trouble-busy = The service is busy (429): try again later.
trouble-status = The service answers with error { $status }.
trouble-not-json = What came is no answer of such a model: check the address.
trouble-empty = An empty answer came.
trouble-no-sense = The answer is not in the form that was asked for. Nothing of it was taken.
trouble-paused = The large model has failed several times in a row: it is not asked until { $when }.
trouble-crowded = Two requests are on their way: wait for them.
trouble-spent-requests = Today’s requests are used up. Nothing was sent.
trouble-spent-tokens = Today’s tokens are used up. Nothing was sent.
trouble-spent-money = This month’s money is used up. Nothing was sent.
trouble-nothing = There is nothing to send: no talk that the model may be shown.
trouble-grave = A human should find the words here: read it and answer yourself. Nothing was sent.
