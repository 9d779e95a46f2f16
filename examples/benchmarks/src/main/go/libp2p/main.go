package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/host/resource-manager"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/relay"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	tls "github.com/libp2p/go-libp2p/p2p/security/tls"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
)

const (
	echoID = protocol.ID("/bench/echo/1.0.0") // sends back what comes
	sinkID = protocol.ID("/bench/sink/1.0.0") // reads to the end, then sends one byte
)

var (
	listen   = flag.String("listen", "", "multiaddr to listen on")
	dial     = flag.String("dial", "", "multiaddr with /p2p/ to dial")
	security = flag.String("security", "tls", "tls or noise")
	psk      = flag.String("psk", "", "64 hex digits")
	what     = flag.String("what", "", "bulk, streams100, open, latency, with an amount after a space; - reads them from the input, one a line")
	mib      = flag.Int("mib", 1024, "MiB to send")
	relaying = flag.Bool("relay", false, "be a relay without limits")
	reserve  = flag.String("reserve", "", "multiaddr with /p2p/ of a relay to be reached through")
	count    = flag.Int("count", 20000, "streams to open, or round trips")
	pause    = flag.Int("pause", 0, "milliseconds between one round trip of latency and the next")
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func newHost() host.Host {
	priv, _, err := crypto.GenerateEd25519Key(rand.Reader)
	check(err)
	limits := rcmgr.InfiniteLimits
	mgr, err := rcmgr.NewResourceManager(rcmgr.NewFixedLimiter(limits))
	check(err)
	opts := []libp2p.Option{libp2p.Identity(priv), libp2p.Transport(tcp.NewTCPTransport), libp2p.ResourceManager(mgr), libp2p.EnableRelay()}
	if *listen != "" {
		opts = append(opts, libp2p.ListenAddrStrings(*listen))
	} else {
		opts = append(opts, libp2p.NoListenAddrs)
	}
	if *security == "tls" {
		opts = append(opts, libp2p.Security(tls.ID, tls.New))
	} else {
		opts = append(opts, libp2p.Security(noise.ID, noise.New))
	}
	if *psk != "" {
		key, err := hex.DecodeString(*psk)
		check(err)
		opts = append(opts, libp2p.PrivateNetwork(key))
	}
	h, err := libp2p.New(opts...)
	check(err)
	return h
}

func serve(h host.Host) {
	h.SetStreamHandler(echoID, func(s network.Stream) {
		io.Copy(s, s)
		s.Close()
	})
	h.SetStreamHandler(sinkID, func(s network.Stream) {
		buf := make([]byte, 256*1024)
		for {
			if _, err := s.Read(buf); err != nil {
				break
			}
		}
		s.Write([]byte{1})
		s.Close()
	})
}

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// amount is how much to send: so many bytes, or what the path takes until a moment.
type amount struct {
	bytes    int
	deadline time.Time
}

func parseAmount(text string, streams int) amount {
	if d, err := time.ParseDuration(text); err == nil {
		return amount{1 << 62, time.Now().Add(d)}
	}
	mib, err := strconv.Atoi(text)
	check(err)
	return amount{mib << 20 / streams, time.Now().Add(time.Hour)}
}

func sendBulk(h host.Host, id peer.ID, a amount) (sent int) {
	s, err := h.NewStream(context.Background(), id, sinkID)
	check(err)
	buf := make([]byte, 64*1024)
	for ; sent < a.bytes && time.Now().Before(a.deadline); sent += len(buf) {
		_, err := s.Write(buf)
		check(err)
	}
	check(s.CloseWrite())
	one := make([]byte, 1)
	_, err = io.ReadFull(s, one)
	check(err)
	s.Close()
	return sent
}

func bulk(h host.Host, id peer.ID, streams int, text string) {
	start, c := time.Now(), cpu()
	a := parseAmount(text, streams)
	var sent atomic.Int64
	var wg sync.WaitGroup
	for i := 0; i < streams; i++ {
		wg.Add(1)
		go func() { defer wg.Done(); sent.Add(int64(sendBulk(h, id, a))) }()
	}
	wg.Wait()
	d := time.Since(start)
	fmt.Printf("%d stream(s): %.0f MiB/s, cpu %.2f s for %.2f s\n", streams, float64(sent.Load())/(1<<20)/d.Seconds(), (cpu() - c).Seconds(), d.Seconds())
}

func roundTrip(h host.Host, id peer.ID, buf []byte) {
	s, err := h.NewStream(context.Background(), id, echoID)
	check(err)
	_, err = s.Write(buf)
	check(err)
	_, err = io.ReadFull(s, buf)
	check(err)
	s.Close()
}

func open(h host.Host, id peer.ID) {
	const workers = 32
	run := func(n int) {
		var wg sync.WaitGroup
		for w := 0; w < workers; w++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				buf := make([]byte, 64)
				for i := 0; i < n/workers; i++ {
					roundTrip(h, id, buf)
				}
			}()
		}
		wg.Wait()
	}
	run(*count / 4)
	start, c := time.Now(), cpu()
	run(*count)
	d := time.Since(start)
	fmt.Printf("open: %.0f streams/s, cpu %.2f s for %.2f s\n", float64(*count)/d.Seconds(), (cpu() - c).Seconds(), d.Seconds())
}

func latency(h host.Host, id peer.ID, count int) {
	s, err := h.NewStream(context.Background(), id, echoID)
	check(err)
	buf := make([]byte, 64)
	times := make([]time.Duration, 0, count)
	for i := 0; i < count+count/4; i++ {
		start := time.Now()
		_, err := s.Write(buf)
		check(err)
		_, err = io.ReadFull(s, buf)
		check(err)
		if i >= count/4 {
			times = append(times, time.Since(start))
		}
		if *pause > 0 {
			time.Sleep(time.Duration(*pause) * time.Millisecond)
		}
	}
	s.Close()
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	fmt.Printf("latency: p50 %.1f us, p99 %.1f us\n", float64(times[len(times)/2].Nanoseconds())/1e3, float64(times[len(times)*99/100].Nanoseconds())/1e3)
}

func measure(h host.Host, id peer.ID, words string) {
	what, text, given := strings.Cut(words, " ")
	mibOr := text
	if !given {
		mibOr = strconv.Itoa(*mib)
	}
	switch {
	case what == "bulk":
		bulk(h, id, 1, mibOr)
	case strings.HasPrefix(what, "streams"):
		streams, err := strconv.Atoi(what[len("streams"):])
		check(err)
		bulk(h, id, streams, mibOr)
	case what == "open":
		open(h, id)
	case what == "latency":
		n := *count
		if given {
			var err error
			n, err = strconv.Atoi(text)
			check(err)
		}
		latency(h, id, n)
	}
}

func main() {
	flag.Parse()
	h := newHost()
	serve(h)
	for _, a := range h.Addrs() {
		fmt.Printf("listening %s/p2p/%s\n", a, h.ID())
	}
	if *relaying {
		_, err := relay.New(h, relay.WithInfiniteLimits())
		check(err)
	}
	if *reserve != "" {
		info, err := peer.AddrInfoFromString(*reserve)
		check(err)
		check(h.Connect(context.Background(), *info))
		_, err = client.Reserve(context.Background(), h, *info)
		check(err)
		fmt.Printf("listening %s/p2p-circuit/p2p/%s\n", *reserve, h.ID())
	}
	if *dial == "" {
		io.Copy(io.Discard, os.Stdin)
		fmt.Printf("cpu %.2f s\n", cpu().Seconds())
		return
	}
	info, err := peer.AddrInfoFromString(*dial)
	check(err)
	check(h.Connect(context.Background(), *info))
	time.Sleep(200 * time.Millisecond)
	if *what == "-" {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			measure(h, info.ID, lines.Text())
		}
	} else {
		for _, w := range strings.Split(*what, ",") {
			measure(h, info.ID, w)
		}
	}
	h.Close()
}
