UPDATE person SET tail_key = substr(sort_key, strpos(sort_key, ' ') + 1) WHERE strpos(sort_key, ' ') > 0;
