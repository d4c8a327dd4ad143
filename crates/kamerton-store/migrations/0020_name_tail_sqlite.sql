UPDATE person SET tail_key = substr(sort_key, instr(sort_key, ' ') + 1) WHERE instr(sort_key, ' ') > 0;
