namespace NodeAgent;

/// <summary>A device a tenant has: the files the agent opened for it, closed in the order a process of the tenant would leave them.</summary>
internal sealed class Lease(Node.GroupFileHandle group, Node.ContainerHandle container, Node.DeviceFileHandle device) : IDisposable
{
    public void Dispose()
    {
        device.Dispose();
        group.Dispose();
        container.Dispose();
    }
}
