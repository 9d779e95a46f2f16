// The yardstick for a long path: one TCP connection with TLS 1.3 and nothing else. The reader answers one byte at the end.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"math/big"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func serve() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	check(err)
	cert := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}})
	check(err)
	fmt.Println(l.Addr())
	for {
		c, err := l.Accept()
		check(err)
		go func() {
			io.CopyBuffer(io.Discard, struct{ io.Reader }{c}, make([]byte, 256*1024))
			c.Write([]byte{1})
			c.Close()
		}()
	}
}

func main() {
	dial := flag.String("dial", "", "where to connect; listens without")
	mib := flag.Int("mib", 512, "MiB to send")
	flag.Parse()
	if *dial == "" {
		serve()
	}
	c, err := tls.Dial("tcp", *dial, &tls.Config{InsecureSkipVerify: true})
	check(err)
	for i := 0; i < 2; i++ {
		start := time.Now()
		buf := make([]byte, 64*1024)
		for left := *mib << 20; left > 0; left -= len(buf) {
			_, err := c.Write(buf)
			check(err)
		}
		if i == 1 {
			check(c.CloseWrite())
			io.ReadFull(c, buf[:1])
		}
		fmt.Printf("plain TLS: %.0f MiB/s\n", float64(*mib)/time.Since(start).Seconds())
	}
}
