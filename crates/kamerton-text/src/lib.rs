//! From `&str` to judgements: language, tokens, sentiment, intent. Knows nothing of the rest.
