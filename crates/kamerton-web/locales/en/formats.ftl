# Names of pictures, spans of time. $count is a number.

ring-label = Charge { $charge }: { $what } in { $days } days
ring-label-rings = Charge { $charge }, ringing: { $what } in { $days } days
ring-strikes = { $count ->
    [one] { $count } strike
   *[other] { $count } strikes
}
ring-complaints = { $count ->
    [one] { $count } complaint
   *[other] { $count } complaints
}
ring-both = { $strikes } and { $complaints }
ring-only-complaints = { $complaints }

enumerated = { $before } and { $last }

ago-now = just now
ago-months = { $count ->
    [one] { $count } month ago
   *[other] { $count } months ago
}
ago-years = { $count ->
    [one] { $count } year ago
   *[other] { $count } years ago
}

since-today = today
since-yesterday = yesterday
lasts-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
lasts-minutes = { $count } min
lasts-hours = { $count } h
lasts-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
lasts-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
lasts-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
