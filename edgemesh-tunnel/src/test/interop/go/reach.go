package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/relay"
)

// What a relay of deployed agents is: one without limits, with the AutoNAT service.
func servingOthers() []libp2p.Option {
	return []libp2p.Option{
		libp2p.EnableRelayService(relay.WithInfiniteLimits()),
		libp2p.EnableNATService(),
		libp2p.ForceReachabilityPublic(),
	}
}

// Connects, and says "Public" or "Private" as soon as the host has found out, by asking the peer at the address.
func askWhetherReached(h host.Host, address string) {
	changes, err := h.EventBus().Subscribe(new(event.EvtLocalReachabilityChanged))
	check(err)
	defer changes.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	info, err := peer.AddrInfoFromString(address)
	check(err)
	check(h.Connect(ctx, *info))
	for {
		select {
		case change := <-changes.Out():
			found := change.(event.EvtLocalReachabilityChanged).Reachability
			if found != network.ReachabilityUnknown {
				fmt.Println(found)
				bufio.NewReader(os.Stdin).ReadString(0)
				return
			}
		case <-ctx.Done():
			check(ctx.Err())
		}
	}
}
