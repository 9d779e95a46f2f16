package main

import (
	"fmt"
	"strings"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	"github.com/libp2p/go-libp2p/p2p/discovery/mdns"
)

// Remembers the peers that are found on the agent's networks. Deployed agents connect with them at once; this one leaves
// that to a command, or to the peer, so that a test can tell who has found whom.
type finder struct{ agent *agent }

func (f finder) HandlePeerFound(info peer.AddrInfo) {
	f.agent.host.Peerstore().AddAddrs(info.ID, info.Addrs, peerstore.PermanentAddrTTL)
	f.agent.mutex.Lock()
	defer f.agent.mutex.Unlock()
	f.agent.found[info.ID] = true
}

func (a *agent) lookAround(rendezvous string) {
	check(mdns.NewMdnsService(a.host, rendezvous, finder{a}).Start())
}

func (a *agent) neighbours() string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	var found []string
	for id := range a.found {
		found = append(found, fmt.Sprint(id))
	}
	return "found " + strings.Join(found, " ")
}
