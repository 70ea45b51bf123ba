using Iopol.Policies;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;

namespace Iopol.Runtime.Tests.Enforcement;

/// <summary>What was opened through a handle is closed once, by the user who opened it.</summary>
public sealed class HandleTests
{
    private static readonly UserId Alice = new(3);
    private static readonly GroupId Group = new(0);
    private static readonly DeviceId Device = new(0);

    [Fact]
    public void Leaving_the_block_closes_in_the_right_order()
    {
        Linux6Vfio policy = Ready();
        using (Linux6Vfio.GroupFileHandle file = policy.TryOpenGroup(Group, Alice, out Decision opened))
        using (Linux6Vfio.ContainerHandle container = policy.TryOpenContainer(Alice, out _))
        {
            Assert.True(opened.IsOk);
            Assert.True(policy.SetContainer(file, container, Alice).IsOk);
            Assert.True(policy.SetIommu(container, Linux6Vfio.Backend.Type1v2, Alice).IsOk);
            using Linux6Vfio.DeviceFileHandle device = policy.TryGetDeviceFd(file, Device, Alice, out _);
            Assert.True(device.IsOpen);
            Assert.Equal((Alice, Device), (device.User, policy.DeviceOf(device)));
            Assert.True(policy.CanReach(Alice, Device));
            Assert.Equal(Errno.EBUSY, policy.OpenGroup(Group, Alice, out _).Errno);
        }

        // The same user: access that was granted to Alice went with her file.
        Assert.False(policy.CanReach(Alice, Device));
        Assert.Equal(0, policy.ContextOf(Device));
        Assert.True(policy.OpenGroup(Group, Alice, out Linux6Vfio.GroupFile again).IsOk);
        Assert.Equal(0, again.Value);
        Assert.True(policy.OpenContainer(Alice, out Linux6Vfio.Container fresh).IsOk);
        Assert.Equal(0, fresh.Value);
    }

    [Fact]
    public void What_was_not_opened_is_not_closed()
    {
        Linux6Vfio policy = Ready();
        Assert.True(policy.OpenGroup(Group, Alice, out Linux6Vfio.GroupFile file).IsOk);
        Linux6Vfio.GroupFileHandle none = policy.TryOpenGroup(Group, Alice, out Decision refused);
        Assert.Equal(Errno.EBUSY, refused.Errno);
        Assert.Equal(default, none);
        Assert.Equal((-1, -1, false), (none.Id.Value, none.User.Value, none.IsOpen));
        none.Dispose();
        Assert.Equal(new Decision(Verdict.Refused, Errno.EBADF), none.Close());
        Assert.Equal(file, policy.OpenedOf(Group));
        // Nor does it stand for what has number 0.
        Assert.Equal(Errno.EBADF, policy.GroupStatus(none, Alice, out _, out _).Errno);
    }

    [Fact]
    public void Disposing_twice_spares_who_has_the_number_now()
    {
        Linux6Vfio policy = Ready();
        Linux6Vfio.GroupFileHandle first = policy.TryOpenGroup(Group, Alice, out _);
        Linux6Vfio.GroupFileHandle copy = first;
        Assert.True(copy.Close().IsOk);
        Assert.False(first.IsOpen);
        Linux6Vfio.GroupFileHandle second = policy.TryOpenGroup(Group, new UserId(4), out _);
        Assert.Equal(first.Id, second.Id);
        first.Dispose();
        copy.Dispose();
        Assert.Equal(Errno.EBADF, first.Close().Errno);
        Assert.True(second.IsOpen);
        Assert.Equal(second.Id, policy.OpenedOf(Group));
    }

    [Fact]
    public void What_is_closed_but_still_in_use_is_not_closed_again()
    {
        Linux6Vfio policy = Ready();
        Linux6Vfio.GroupFileHandle file = policy.TryOpenGroup(Group, Alice, out _);
        Linux6Vfio.ContainerHandle container = policy.TryOpenContainer(Alice, out _);
        policy.SetContainer(file, container, Alice);
        container.Dispose();
        // The group keeps the container alive; its descriptor is closed all the same.
        Assert.True(policy.OrphanOf(container));
        Assert.False(container.IsOpen);
        Assert.Equal(Errno.EBADF, container.Close().Errno);
        file.Dispose();
        Assert.True(policy.OpenContainer(Alice, out Linux6Vfio.Container next).IsOk);
        Assert.Equal(container.Id, next);
        container.Dispose();
        Assert.False(policy.OrphanOf(next));
        Assert.True(policy.CloseContainer(next, Alice).IsOk);
    }

    [Fact]
    public void Closing_by_the_operation_counts()
    {
        Linux6Vfio policy = Ready();
        Linux6Vfio.GroupFileHandle file = policy.TryOpenGroup(Group, Alice, out _);
        Assert.True(policy.CloseGroupFile(file, Alice).IsOk);
        Assert.True(policy.OpenGroup(Group, Alice, out Linux6Vfio.GroupFile other).IsOk);
        file.Dispose();
        Assert.Equal(other, policy.OpenedOf(Group));
    }

    [Fact]
    public void A_reset_voids_handles()
    {
        Linux6Vfio policy = Ready();
        Linux6Vfio.GroupFileHandle file = policy.TryOpenGroup(Group, Alice, out _);
        policy.Reset();
        Assert.False(file.IsOpen);
        policy.Bind(Device, policy.Driver("vfio-pci"));
        Linux6Vfio.GroupFileHandle other = policy.TryOpenGroup(Group, Alice, out _);
        file.Dispose();
        Assert.True(other.IsOpen);
    }

    [Fact]
    public void Handles_allocate_nothing()
    {
        Linux6Vfio policy = Ready();
        for (int i = 0; i < 200; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool all = true;
        for (int i = 0; i < 10_000; i++) all &= Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(all);

        bool Round()
        {
            using Linux6Vfio.GroupFileHandle file = policy.TryOpenGroup(Group, Alice, out Decision decision);
            using Linux6Vfio.ContainerHandle container = policy.TryOpenContainer(Alice, out _);
            return decision.IsOk && policy.SetContainer(file, container, Alice).IsOk;
        }
    }

    [Fact]
    public void Threads_that_close_one_handle_close_it_once()
    {
        Linux6Vfio policy = Ready();
        for (int round = 0; round < 200; round++)
        {
            Linux6Vfio.ContainerHandle handle = policy.TryOpenContainer(Alice, out _);
            int closed = 0;
            Parallel.For(0, 4, _ =>
            {
                if (handle.Close().IsOk) Interlocked.Increment(ref closed);
            });
            Assert.Equal(1, closed);
        }
    }

    private static Linux6Vfio Ready()
    {
        var policy = new Linux6Vfio(Hosts.Of(1, 1));
        Assert.True(policy.Bind(Device, policy.Driver("vfio-pci")).IsOk);
        return policy;
    }
}
