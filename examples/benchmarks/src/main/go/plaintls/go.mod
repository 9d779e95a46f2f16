module plaintls

go 1.20
