check_three() { true; }
