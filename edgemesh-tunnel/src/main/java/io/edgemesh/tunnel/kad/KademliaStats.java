package io.edgemesh.tunnel.kad;

/**
 * What a node knows of the swarm by Kademlia, and what that has taken.
 *
 * @param wide     the circle of those that anybody can reach
 * @param local    that of its local networks
 * @param rounds   how often the node has looked around
 * @param asked    questions to others, and announcements
 * @param failed   of them, those that nobody answered
 * @param answered questions of others
 */
public record KademliaStats(Circle wide, Circle local, long rounds, long asked, long failed, long answered) {
    /**
     * One of the two circles.
     *
     * @param members whom the node asks first
     * @param found   how many nodes had announced themselves when it looked last
     */
    public record Circle(int members, int found) {}
}
