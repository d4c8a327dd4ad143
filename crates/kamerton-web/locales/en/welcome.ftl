# First steps: administrator, brand, demo.

welcome-title = Welcome
welcome-step-1 = Step 1 of 2
welcome-step-2 = Step 2 of 2
welcome-lead = Kamerton is running and still empty. Name the person who will look after it: that may be you.
welcome-key = Code from the terminal
welcome-key-help = The command “kamerton serve” printed it when it started, so that nobody else takes this place first.
welcome-wrong-key = The code does not match. Look at the last lines of the terminal where Kamerton is running.
wrong-email = This does not look like an e-mail address. For example, anya@example.org.
wrong-password = { $count ->
    [one] The password is shorter than { $count } character.
   *[other] The password is shorter than { $count } characters.
}

welcome-brand-title = Your brand
welcome-brand-lead = All of this can be changed later, in the settings.
brand-name = Name
brand-zone = Time zone
brand-zone-help = Days are counted in this time zone. For example, Europe/London or +01:00.
brand-language = The language you use with people
brand-address = How to address people in Russian
address-vy = Formally, with “вы”
address-ty = As friends, with “ты”
brand-audience = Who the community is for
brand-audience-help = A few words about them: who they are, how they live, what matters to them.
brand-terms = Other names of the brand
brand-terms-help = Separated by commas, in every spelling. This is how Kamerton knows that people are talking about you.
brand-products = What your products are called
brand-products-help = Separated by commas: goods, services, your clients’ own words.
brand-make = Create the brand
wrong-brand-name = A name is needed: the one people know you by.
wrong-zone = There is no such time zone. For example, Europe/London or +01:00.

welcome-or-demo = Or look around first
demo-what = The demo is an invented coffee brand with two thousand invented people. One button removes it.
demo-see = See the demo
welcome-demo-title = Preparing the demo
welcome-demo-lead = People meet, ask, rejoice and grumble: fourteen months in a minute.
welcome-demo-failed = The demo could not be prepared.
