/*
 * linux-5.12-vfio.iopol over the host dual_nic of samples/scenarios, written by hand for SPIN: one group of two functions,
 * two users, N objects of each kind, one waiting call. What verify leaves out is left out here too (mappings, driver_override,
 * devices without an IOMMU, the root port), and users, functions and objects are not taken for one another: run verify with --no-symmetry beside it.
 * README.md has the commands.
 */
#ifndef N
#define N 3
#endif
#define U 2

/* Drivers: 0 none, 1 vfio-pci, 2 pci-stub, 3 e1000e. Holders: 0 free, 1 nobody, 2 and 3 the users. */
#define VFIO 1
#define STUB 2
#define HOST 3

byte drv[2] = HOST;
bit unbound[2];
bit gone[2];
byte opened;            /* group file + 1 */
byte incontainer;       /* container + 1 */
byte users;
byte gf[N];
byte ct[N]; bit backend[N]; byte space[N]; bit orphan[N];
byte df[N]; byte dev[N];   /* dev: function + 1 */
byte sp[N];
byte ctx[2];            /* 0 default, s + 1 */
byte reach[2];
byte wait;              /* 0, or what waits: 1 + function * 5 + (0 unbind at files, 1 unbind at container, 1 + driver: bind) */
bit panicked;

hidden byte i; hidden byte j; hidden byte k;

#define REGISTERED(d) (drv[d] == VFIO && !unbound[d])
#define OTHER(d) (1 - (d))
#define HARMLESS(d) (unbound[d] || drv[d] == 0 || drv[d] == STUB || REGISTERED(d))

inline has_files(d) {     /* k = a file of the function is open */
  k = 0; i = 0;
  do :: i < N -> if :: dev[i] == d + 1 -> k = 1 :: else fi; i++ :: else -> break od
}

inline do_bind(d, w) {
  drv[d] = w;
  if :: users > 0 && w == HOST -> panicked = 1 :: else fi
}

inline unbind_end(d) {
  if
  :: unbound[d] && users > 0 && !REGISTERED(d) && !REGISTERED(OTHER(d)) -> wait = 1 + d * 5 + 1
  :: else -> wait = 0; unbound[d] = 0; drv[d] = 0
  fi
}

inline leave_container() {
  j = incontainer - 1;
  if :: backend[j] -> ctx[0] = 0; ctx[1] = 0 :: else fi;
  users = 0; incontainer = 0;
  if :: space[j] -> sp[space[j] - 1] = 0 :: else fi;
  space[j] = 0; backend[j] = 0;
  if :: orphan[j] -> ct[j] = 0; orphan[j] = 0 :: else fi
}

inline drop_user() {
  if :: users == 1 -> leave_container() :: else -> if :: users > 0 -> users-- :: else fi fi
}

#define BIND(d, w) \
  :: d_step { !unbound[d] && drv[d] == 0 && !gone[d] -> do_bind(d, w) } \
  :: d_step { unbound[d] && wait == 0 -> wait = 1 + (d) * 5 + 1 + (w) } \
  :: d_step { wait == 1 + (d) * 5 + 1 + (w) && !unbound[d] -> wait = 0; if :: drv[d] == 0 && !gone[d] -> do_bind(d, w) :: else fi }

#define ANY_FILE(d) (dev[0] == (d) + 1 || dev[1] == (d) + 1 || dev[N - 2] == (d) + 1 || dev[N - 1] == (d) + 1)
#define UNBIND(d) \
  :: d_step { wait == 0 && drv[d] != 0 && !unbound[d] -> unbound[d] = (drv[d] == VFIO); has_files(d); \
       if :: k -> wait = 1 + (d) * 5 :: else -> unbind_end(d) fi } \
  :: d_step { wait != 0 && drv[d] != 0 && drv[d] != VFIO && !unbound[d] -> drv[d] = 0 } \
  :: d_step { wait == 1 + (d) * 5 && !ANY_FILE(d) -> unbind_end(d) } \
  :: d_step { wait == 1 + (d) * 5 + 1 && (!unbound[d] || users == 0 || REGISTERED(0) || REGISTERED(1)) -> wait = 0; unbound[d] = 0; drv[d] = 0 }

#define PLUG(d) \
  :: d_step { !gone[d] && drv[d] == 0 && !unbound[d] -> gone[d] = 1 } \
  :: d_step { gone[d] -> gone[d] = 0; ctx[d] = 0 }

#define FREE(pool) (pool[0] == 0 || pool[1] == 0 || pool[N - 2] == 0 || pool[N - 1] == 0)
#define PICK(pool) i = 0; do :: pool[i] == 0 -> break :: else -> i++ od

#define USER(u) \
  :: d_step { opened == 0 && incontainer == 0 && (users > 0 || REGISTERED(0) || REGISTERED(1)) && FREE(gf) -> PICK(gf); gf[i] = u + 2; opened = i + 1 } \
  :: d_step { FREE(ct) -> PICK(ct); ct[i] = u + 2 }

#define SET_CONTAINER(f, c, u) \
  :: d_step { gf[f] == u + 2 && ct[c] == u + 2 && users == 0 -> \
       if :: backend[c] -> ctx[0] = space[c]; ctx[1] = space[c] :: else fi; incontainer = c + 1; users = 1 }
#define UNSET_CONTAINER(f, u) :: d_step { gf[f] == u + 2 && users == 1 -> leave_container() }
#define SET_IOMMU(c, u) \
  :: d_step { ct[c] == u + 2 && incontainer == c + 1 && !backend[c] && FREE(sp) -> \
       PICK(sp); sp[i] = u + 2; space[c] = i + 1; backend[c] = 1; ctx[0] = i + 1; ctx[1] = i + 1 }
#define GET_DEVICE(f, d, u) \
  :: d_step { gf[f] == u + 2 && users > 0 && incontainer != 0 && backend[incontainer - 1] && HARMLESS(0) && HARMLESS(1) && REGISTERED(d) && FREE(df) -> \
       PICK(df); df[i] = u + 2; dev[i] = d + 1; users++; reach[d] = reach[d] | (1 << u) }
#define CLOSE_DEVICE(h, u) \
  :: d_step { df[h] == u + 2 -> j = dev[h] - 1; df[h] = 0; dev[h] = 0; has_files(j); \
       if :: k == 0 -> reach[j] = reach[j] & (3 - (1 << u)) :: else fi; drop_user() }
#define CLOSE_GROUP(f, u) :: d_step { gf[f] == u + 2 -> gf[f] = 0; opened = 0; drop_user() }
#define CLOSE_CONTAINER(c, u) \
  :: d_step { ct[c] == u + 2 -> if :: incontainer == c + 1 -> orphan[c] = 1; ct[c] = 1 :: else -> ct[c] = 0 fi }

#define TO2(OP, u) OP(0, u) OP(1, u)
#define PAIRS2(OP, f, u) OP(f, 0, u) OP(f, 1, u)
#if N == 2
#define EACH(OP, u) TO2(OP, u)
#define PAIRS(OP, f, u) PAIRS2(OP, f, u)
#define SETS(u) PAIRS(SET_CONTAINER, 0, u) PAIRS(SET_CONTAINER, 1, u)
#define GETS(u) PAIRS2(GET_DEVICE, 0, u) PAIRS2(GET_DEVICE, 1, u)
#elif N == 3
#define EACH(OP, u) TO2(OP, u) OP(2, u)
#define PAIRS(OP, f, u) PAIRS2(OP, f, u) OP(f, 2, u)
#define SETS(u) PAIRS(SET_CONTAINER, 0, u) PAIRS(SET_CONTAINER, 1, u) PAIRS(SET_CONTAINER, 2, u)
#define GETS(u) PAIRS2(GET_DEVICE, 0, u) PAIRS2(GET_DEVICE, 1, u) PAIRS2(GET_DEVICE, 2, u)
#else
#define EACH(OP, u) TO2(OP, u) OP(2, u) OP(3, u)
#define PAIRS(OP, f, u) PAIRS2(OP, f, u) OP(f, 2, u) OP(f, 3, u)
#define SETS(u) PAIRS(SET_CONTAINER, 0, u) PAIRS(SET_CONTAINER, 1, u) PAIRS(SET_CONTAINER, 2, u) PAIRS(SET_CONTAINER, 3, u)
#define GETS(u) PAIRS2(GET_DEVICE, 0, u) PAIRS2(GET_DEVICE, 1, u) PAIRS2(GET_DEVICE, 2, u) PAIRS2(GET_DEVICE, 3, u)
#endif
#define ALL(u) USER(u) SETS(u) GETS(u) EACH(UNSET_CONTAINER, u) EACH(SET_IOMMU, u) EACH(CLOSE_DEVICE, u) EACH(CLOSE_GROUP, u) EACH(CLOSE_CONTAINER, u)

active proctype everybody() provided (!panicked) {
  do
  BIND(0, VFIO) BIND(0, STUB) BIND(0, HOST) BIND(1, VFIO) BIND(1, STUB) BIND(1, HOST)
  UNBIND(0) UNBIND(1)
  PLUG(0) PLUG(1)
  ALL(0) ALL(1)
  od
}
