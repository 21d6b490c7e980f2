module verifyproof

go 1.22
