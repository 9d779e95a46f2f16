package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client"
	"github.com/libp2p/go-libp2p/p2p/protocol/holepunch"
)

// Is a peer behind a NAT: has a reservation with the relay, the first of the addresses, and shows itself to the others,
// until it knows how it looks from outside and offers hole punching. Then it says "ready ID" and obeys, one line of answer
// for each of
//
//	connect ADDRESS   connects
//	direct ID         waits for a direct connection: its address
//	echo ID BYTES     sends random bytes and compares what comes back: "same" and the address it came from
func punch(h host.Host, addresses []string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for i, address := range addresses {
		info, err := peer.AddrInfoFromString(address)
		check(err)
		check(h.Connect(ctx, *info))
		if i == 0 {
			_, err = client.Reserve(ctx, h, *info)
			check(err)
		}
	}
	check(await(ctx, func() bool { return offersHolePunching(h) }))
	fmt.Printf("ready %s\n", h.ID())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		answer, err := obey(h, strings.Fields(lines.Text()))
		if err != nil {
			answer = "failed: " + strings.ReplaceAll(err.Error(), "\n", " ")
		}
		fmt.Println(answer)
	}
}

func offersHolePunching(h host.Host) bool {
	for _, id := range h.Mux().Protocols() {
		if id == holepunch.Protocol {
			return true
		}
	}
	return false
}

func obey(h host.Host, words []string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if words[0] == "connect" {
		info, err := peer.AddrInfoFromString(words[1])
		if err != nil {
			return "", err
		}
		return "connected", h.Connect(ctx, *info)
	}
	id, err := peer.Decode(words[1])
	if err != nil {
		return "", err
	}
	switch words[0] {
	case "direct":
		var found string
		err := await(ctx, func() bool {
			found = direct(h, id)
			return found != ""
		})
		return found, err
	case "echo":
		size, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			return "", err
		}
		s, err := h.NewStream(ctx, id, echoID)
		if err != nil {
			return "", err
		}
		return "same " + s.Conn().RemoteMultiaddr().String(), exchange(s, size)
	}
	return "", errors.New("unknown command")
}

func direct(h host.Host, id peer.ID) string {
	for _, connection := range h.Network().ConnsToPeer(id) {
		if address := connection.RemoteMultiaddr().String(); !strings.Contains(address, "/p2p-circuit") {
			return address
		}
	}
	return ""
}

func await(ctx context.Context, condition func() bool) error {
	for !condition() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}
