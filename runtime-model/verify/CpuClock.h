// The processor time of this thread: what a budget counts, so that a verdict
// does not depend on what else the machine does.
#ifndef PREMAP_VERIFY_CPUCLOCK_H
#define PREMAP_VERIFY_CPUCLOCK_H

#include <chrono>
#include <ctime>

namespace premap::verify {

struct CpuClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<CpuClock>;
  static constexpr bool is_steady = true;

  static time_point now() {
    timespec T{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &T);
    return time_point(std::chrono::seconds(T.tv_sec) +
                      std::chrono::nanoseconds(T.tv_nsec));
  }
};

} // namespace premap::verify

#endif
