// A go-libp2p host that does what it is told on its standard input, one command a line, one line of answer each.
//
//	relay NUMBER PSK                  a relay without limits; says "ready ADDRESS"
//	node NUMBER PSK RELAY_ADDRESS     a peer that reserves there; says "ready ADDRESS"
//
// Commands of a node: "echo NUMBER BYTES" reaches a peer over the relay and compares what comes back. The key of a peer
// follows from its number.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/relay"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/multiformats/go-multiaddr"
)

const echo = "/test/echo/1.0.0"

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func key(number string) crypto.PrivKey {
	n, err := strconv.Atoi(number)
	check(err)
	seed := make([]byte, 32)
	seed[0] = byte(n)
	priv, _, err := crypto.GenerateEd25519Key(bytes.NewReader(seed))
	check(err)
	return priv
}

func id(number string) peer.ID {
	id, err := peer.IDFromPrivateKey(key(number))
	check(err)
	return id
}

func newHost(number, psk string) host.Host {
	secret, err := hex.DecodeString(psk)
	check(err)
	h, err := libp2p.New(
		libp2p.Identity(key(number)),
		libp2p.PrivateNetwork(secret),
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0"),
		libp2p.EnableRelay())
	check(err)
	h.SetStreamHandler(echo, func(s network.Stream) {
		io.Copy(s, s)
		s.CloseWrite()
	})
	return h
}

func reach(h host.Host, via multiaddr.Multiaddr, target peer.ID, length int) string {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	circuit, err := multiaddr.NewMultiaddr(via.String() + "/p2p-circuit")
	check(err)
	if err := h.Connect(ctx, peer.AddrInfo{ID: target, Addrs: []multiaddr.Multiaddr{circuit}}); err != nil {
		return "failed: " + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	s, err := h.NewStream(ctx, target, echo)
	if err != nil {
		return "failed: " + err.Error()
	}
	sent := make([]byte, length)
	rand.New(rand.NewSource(int64(length))).Read(sent)
	go func() {
		s.Write(sent)
		s.CloseWrite()
	}()
	received, err := io.ReadAll(s)
	if err != nil {
		return "failed: " + err.Error()
	}
	if !bytes.Equal(sent, received) {
		return "different"
	}
	return "same"
}

func main() {
	h := newHost(os.Args[2], os.Args[3])
	var via multiaddr.Multiaddr
	if os.Args[1] == "relay" {
		_, err := relay.New(h, relay.WithInfiniteLimits())
		check(err)
	} else {
		address, err := multiaddr.NewMultiaddr(os.Args[4])
		check(err)
		via = address
		info, err := peer.AddrInfoFromP2pAddr(address)
		check(err)
		check(h.Connect(context.Background(), *info))
		reservation, err := client.Reserve(context.Background(), h, *info)
		check(err)
		if reservation.Voucher == nil {
			check(fmt.Errorf("no voucher"))
		}
	}
	fmt.Printf("ready %s/p2p/%s\n", h.Addrs()[0], h.ID())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		length, err := strconv.Atoi(words[2])
		check(err)
		fmt.Println(reach(h, via, id(words[1]), length))
	}
}
