package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	ds "github.com/ipfs/go-datastore"
	dsync "github.com/ipfs/go-datastore/sync"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p-kad-dht/dual"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/discovery/routing"
)

// The two tables of deployed agents, with the options that these give them. Where the wide one is wanted, it is told to take
// in peers with addresses of loopback too, which otherwise belong into the local one; agents announce themselves in
// the wide one if there is anybody in it.
func (a *agent) joinKademlia(circle string) {
	options := []dual.Option{dual.DHTOption(
		dht.Concurrency(10),
		dht.Mode(dht.ModeServer),
		dht.Datastore(dsync.MutexWrap(ds.NewMapDatastore())))}
	if circle == "wan" {
		options = append(options, dual.WanDHTOption(
			dht.QueryFilter(func(_ interface{}, _ peer.AddrInfo) bool { return true }),
			dht.RoutingTableFilter(func(_ interface{}, _ peer.ID) bool { return true }),
			dht.RoutingTablePeerDiversityFilter(nil)))
	}
	tables, err := dual.New(context.Background(), a.host, options...)
	check(err)
	check(tables.Bootstrap(context.Background()))
	a.tables = tables
}

func (a *agent) kademlia(ctx context.Context, words []string) (string, error) {
	if a.tables == nil {
		return "", errors.New("not started with -kademlia")
	}
	discovery := routing.NewRoutingDiscovery(a.tables)
	switch words[0] {
	case "provide":
		_, err := discovery.Advertise(ctx, words[1])
		return "ok", err
	case "providers":
		return providers(ctx, discovery, words[1], number(words[2]))
	case "find":
		info, err := a.tables.FindPeer(ctx, idOf(words[1]))
		return strings.Trim(fmt.Sprint(info.Addrs), "[]"), err
	}
	return fmt.Sprintf("wan %d lan %d", a.tables.WAN.RoutingTable().Size(), a.tables.LAN.RoutingTable().Size()), nil
}

// Asks until there are as many as expected: those that announce themselves may be about to.
func providers(ctx context.Context, discovery *routing.RoutingDiscovery, text string, expected int) (string, error) {
	for {
		found, err := discovery.FindPeers(ctx, text)
		if err != nil {
			return "", err
		}
		var ids []string
		for info := range found {
			ids = append(ids, info.ID.String())
		}
		if len(ids) >= expected {
			return strings.Join(ids, " "), nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("found no more than %v", ids)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
