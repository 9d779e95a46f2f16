// A TCP proxy that holds every byte back for a while and lets only so many through: a long path on a machine without one.
// Beyond what is in flight it queues 4 MiB, like a router, and then stops reading.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"time"
)

type chunk struct {
	due   time.Time
	bytes []byte
}

func carry(from, to net.Conn, delay time.Duration, bytesPerSecond float64) {
	const size = 32 * 1024
	queue := make(chan chunk, int((bytesPerSecond*delay.Seconds()+(4<<20))/size))
	go func() {
		defer close(queue)
		var free time.Time // when the link has sent what it was given
		for {
			buf := make([]byte, size)
			n, err := from.Read(buf)
			if n > 0 {
				if now := time.Now(); free.Before(now) {
					free = now
				}
				free = free.Add(time.Duration(float64(n) / bytesPerSecond * 1e9))
				queue <- chunk{free.Add(delay), buf[:n]}
			}
			if err != nil {
				return
			}
		}
	}()
	for c := range queue {
		time.Sleep(time.Until(c.due))
		if _, err := to.Write(c.bytes); err != nil {
			break
		}
	}
	to.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, from)
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "where to accept")
	target := flag.String("target", "", "where to connect")
	delay := flag.Duration("delay", 30*time.Millisecond, "each way")
	mbit := flag.Float64("mbit", 1000, "Mbit/s each way")
	flag.Parse()
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	for {
		in, err := l.Accept()
		if err != nil {
			panic(err)
		}
		out, err := net.Dial("tcp", *target)
		if err != nil {
			in.Close()
			continue
		}
		go carry(in, out, *delay, *mbit*125e3)
		go carry(out, in, *delay, *mbit*125e3)
	}
}
