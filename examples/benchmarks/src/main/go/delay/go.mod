module delay

go 1.20
