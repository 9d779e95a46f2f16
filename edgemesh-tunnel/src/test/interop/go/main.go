// A libp2p peer for interoperability tests: listens and answers, or dials and runs tests.
//
// The protocols are the ones of io.edgemesh.tunnel.interop: echo sends back what it reads and closes after the last
// byte; sink answers the end of its input with the SHA-256 of all of it; source sends as many bytes as it is asked for;
// reset resets the stream at the first byte.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/pnet"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
	libp2pquic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/libp2p/go-libp2p/p2p/transport/websocket"
)

const (
	echoID   = protocol.ID("/edgemesh/interop/echo/1.0.0")
	sinkID   = protocol.ID("/edgemesh/interop/sink/1.0.0")
	sourceID = protocol.ID("/edgemesh/interop/source/1.0.0")
	resetID  = protocol.ID("/edgemesh/interop/reset/1.0.0")
)

var (
	listen    = flag.String("listen", "", "addresses to listen at, with commas; the peer answers until its input ends")
	dial      = flag.String("dial", "", "address, with the peer id, to run the tests against")
	transport = flag.String("transport", "tcp", "of tcp, ws, quic: with commas")
	security  = flag.String("security", "noise", "noise or tls")
	psk       = flag.String("psk", "", "file with a swarm.key")
	key       = flag.String("key", "", "file with a private key in libp2p's form; none: a new one")
	tests     = flag.String("tests", "ping", "of ping, identify, echo, sink, source, reset, streams, hold: with commas")
	size      = flag.Int64("bytes", 1<<20, "how many bytes echo, sink and source move")
	streams   = flag.Int("streams", 1000, "how many streams the test streams opens at once")
	outside   = flag.String("outside", "", "addresses of a relay and others outside, with commas: be a peer behind a NAT, see punch.go")
	public    = flag.Bool("public", false, "be a relay that can be reached, and tell others whether they can, see reach.go")
	ask       = flag.String("ask", "", "address of a peer that is to tell whether this one can be reached, see reach.go")
	hold      = flag.Duration("for", time.Minute, "how long the test hold keeps the connection busy")
)

func main() {
	flag.Parse()
	h, err := newHost()
	check(err)
	defer h.Close()
	if *outside != "" {
		handle(h)
		punch(h, strings.Split(*outside, ","))
		return
	}
	if *ask != "" {
		askWhetherReached(h, *ask)
		return
	}
	if *dial == "" {
		handle(h)
		serve(h)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	info, err := peer.AddrInfoFromString(*dial)
	check(err)
	check(h.Connect(ctx, *info))
	for _, test := range strings.Split(*tests, ",") {
		if err := run(ctx, h, info.ID, test); err != nil {
			check(fmt.Errorf("%s: %w", test, err))
		}
	}
	fmt.Println("OK")
}

func check(err error) {
	if err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
}

func newHost() (host.Host, error) {
	options := []libp2p.Option{
		libp2p.ResourceManager(&network.NullResourceManager{}),
		libp2p.UserAgent("edgemesh-interop-go"),
	}
	if *outside != "" {
		options = append(options, libp2p.EnableRelay(), libp2p.EnableHolePunching(), libp2p.ForceReachabilityPrivate())
	} else if *public {
		options = append(options, servingOthers()...)
	} else {
		options = append(options, libp2p.DisableRelay())
	}
	if *key != "" {
		own, err := privateKey(*key)
		if err != nil {
			return nil, err
		}
		options = append(options, libp2p.Identity(own))
	}
	if *listen == "" {
		options = append(options, libp2p.NoListenAddrs)
	} else {
		options = append(options, libp2p.ListenAddrStrings(strings.Split(*listen, ",")...))
	}
	for _, name := range strings.Split(*transport, ",") {
		switch name {
		case "tcp":
			options = append(options, libp2p.Transport(tcp.NewTCPTransport))
		case "ws":
			options = append(options, libp2p.Transport(websocket.New))
		case "quic":
			options = append(options, libp2p.Transport(libp2pquic.NewTransport))
		}
	}
	if *security == "tls" {
		options = append(options, libp2p.Security(libp2ptls.ID, libp2ptls.New))
	} else {
		options = append(options, libp2p.Security(noise.ID, noise.New))
	}
	if *psk != "" {
		file, err := os.Open(*psk)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		key, err := pnet.DecodeV1PSK(file)
		if err != nil {
			return nil, err
		}
		options = append(options, libp2p.PrivateNetwork(key))
	}
	return libp2p.New(options...)
}

func privateKey(file string) (crypto.PrivKey, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return crypto.UnmarshalPrivateKey(content)
}

func handle(h host.Host) {
	h.SetStreamHandler(echoID, func(s network.Stream) {
		if _, err := io.Copy(s, s); err != nil {
			s.Reset()
			return
		}
		s.Close()
	})
	h.SetStreamHandler(sinkID, func(s network.Stream) {
		sum := sha256.New()
		if _, err := io.Copy(sum, s); err != nil {
			s.Reset()
			return
		}
		s.Write(sum.Sum(nil))
		s.Close()
	})
	h.SetStreamHandler(sourceID, func(s network.Stream) {
		var length int64
		if err := binary.Read(s, binary.BigEndian, &length); err != nil {
			s.Reset()
			return
		}
		io.CopyN(s, pattern{}, length)
		s.Close()
	})
	h.SetStreamHandler(resetID, func(s network.Stream) {
		s.Read(make([]byte, 1))
		s.Reset()
	})
}

func serve(h host.Host) {
	for _, address := range h.Addrs() {
		fmt.Printf("LISTENING %s/p2p/%s\n", address, h.ID())
		break
	}
	bufio.NewReader(os.Stdin).ReadString(0)
}

// Bytes that compress badly enough and can be checked anywhere: all zero would hide what is lost.
type pattern struct{}

func (pattern) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i*31 + 7)
	}
	return len(p), nil
}

func run(ctx context.Context, h host.Host, id peer.ID, test string) error {
	switch test {
	case "ping":
		result := <-ping.Ping(ctx, h, id)
		return result.Error
	case "identify":
		return identify(ctx, h, id)
	case "echo":
		return echo(ctx, h, id, *size)
	case "sink":
		return sink(ctx, h, id)
	case "source":
		return source(ctx, h, id)
	case "reset":
		return reset(ctx, h, id)
	case "streams":
		return many(ctx, h, id)
	case "hold":
		return keepBusy(ctx, h, id)
	}
	return errors.New("unknown test")
}

func identify(ctx context.Context, h host.Host, id peer.ID) error {
	for ctx.Err() == nil {
		agent, _ := h.Peerstore().Get(id, "AgentVersion")
		protocols, err := h.Peerstore().GetProtocols(id)
		if err != nil {
			return err
		}
		if agent != nil && len(protocols) > 0 {
			fmt.Printf("AGENT %v\nPROTOCOLS %v\nADDRESSES %v\n", agent, protocols, h.Peerstore().Addrs(id))
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return ctx.Err()
}

func echo(ctx context.Context, h host.Host, id peer.ID, size int64) error {
	s, err := h.NewStream(ctx, id, echoID)
	if err != nil {
		return err
	}
	return exchange(s, size)
}

func exchange(s network.Stream, size int64) error {
	sent, received := sha256.New(), sha256.New()
	failed := make(chan error, 1)
	go func() {
		_, err := io.CopyN(io.MultiWriter(s, sent), rand.Reader, size)
		if err == nil {
			err = s.CloseWrite()
		}
		failed <- err
	}()
	n, err := io.Copy(received, s)
	if err = errors.Join(err, <-failed); err != nil {
		return err
	}
	if n != size || hex.EncodeToString(sent.Sum(nil)) != hex.EncodeToString(received.Sum(nil)) {
		return fmt.Errorf("%d bytes came back of %d, or others", n, size)
	}
	return nil
}

func sink(ctx context.Context, h host.Host, id peer.ID) error {
	s, err := h.NewStream(ctx, id, sinkID)
	if err != nil {
		return err
	}
	sent := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(s, sent), rand.Reader, *size); err != nil {
		return err
	}
	if err := s.CloseWrite(); err != nil {
		return err
	}
	answer, err := io.ReadAll(s)
	if err != nil {
		return err
	}
	if string(answer) != string(sent.Sum(nil)) {
		return errors.New("the checksum differs")
	}
	return nil
}

func source(ctx context.Context, h host.Host, id peer.ID) error {
	s, err := h.NewStream(ctx, id, sourceID)
	if err != nil {
		return err
	}
	if err := binary.Write(s, binary.BigEndian, *size); err != nil {
		return err
	}
	n, err := io.Copy(io.Discard, s)
	if err == nil && n != *size {
		err = fmt.Errorf("%d bytes came of %d", n, *size)
	}
	return err
}

func reset(ctx context.Context, h host.Host, id peer.ID) error {
	s, err := h.NewStream(ctx, id, resetID)
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte{1}); err != nil {
		return err
	}
	_, err = io.ReadAll(s)
	if err == nil || !strings.Contains(err.Error(), "reset") {
		return fmt.Errorf("expected a reset, not %v", err)
	}
	return nil
}

func many(ctx context.Context, h host.Host, id peer.ID) error {
	failed := make(chan error, *streams)
	var all sync.WaitGroup
	for i := 0; i < *streams; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			failed <- echo(ctx, h, id, 1000)
		}()
	}
	all.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

func keepBusy(ctx context.Context, h host.Host, id peer.ID) error {
	for end := time.Now().Add(*hold); time.Now().Before(end); time.Sleep(2 * time.Second) {
		if err := echo(ctx, h, id, 200_000); err != nil {
			return err
		}
	}
	return nil
}
