"""What the operator does from the command line beside a bot that runs or not: keys, copies, the doctor."""
