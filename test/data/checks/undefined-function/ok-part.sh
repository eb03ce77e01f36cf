check_one() { true; }
check_two
