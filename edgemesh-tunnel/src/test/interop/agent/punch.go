package main

import (
	"context"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/p2p/protocol/holepunch"
)

func (a *agent) offersHolePunching() bool {
	for _, id := range a.host.Mux().Protocols() {
		if id == holepunch.Protocol {
			return true
		}
	}
	return false
}

func (a *agent) direct(ctx context.Context, node string) (string, error) {
	var found string
	err := await(ctx, func() bool {
		for _, connection := range a.host.Network().ConnsToPeer(idOf(node)) {
			if address := connection.RemoteMultiaddr().String(); !strings.Contains(address, "/p2p-circuit") {
				found = address
			}
		}
		return found != ""
	})
	return found, err
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
