module otpexample

go 1.22
