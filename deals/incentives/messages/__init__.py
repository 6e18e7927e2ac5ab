"""What is said about money: in mails and notices, to both sides."""
