// Every test keeps a QEMU process busy; two at once on a small machine only make both late.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
