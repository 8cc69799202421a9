#include "verify/SolverWatch.h"

#include <pthread.h>

#include <chrono>

namespace premap::verify {

SolverWatch::SolverWatch(CpuClock::time_point Deadline) : Deadline(Deadline) {
  if (Deadline == CpuClock::time_point::max() ||
      pthread_getcpuclockid(pthread_self(), &Clock) != 0)
    return;
  Watcher = std::thread([this] { run(); });
}

SolverWatch::~SolverWatch() {
  if (!Watcher.joinable())
    return;
  {
    std::lock_guard<std::mutex> Lock(Mutex);
    Done = true;
  }
  Changed.notify_one();
  Watcher.join();
}

SolverWatch::Question::Question(SolverWatch &Watch, z3::solver &Solver)
    : Watch(Watch) {
  std::lock_guard<std::mutex> Lock(Watch.Mutex);
  Outer = Watch.Asked;
  Watch.Asked = &Solver;
}

SolverWatch::Question::~Question() {
  std::lock_guard<std::mutex> Lock(Watch.Mutex);
  Watch.Asked = Outer;
}

/// The watched thread cannot use more time than passes on the wall: sleeping
/// for what is left is never too long.
void SolverWatch::run() {
  using namespace std::chrono_literals;
  std::unique_lock<std::mutex> Lock(Mutex);
  while (!Done) {
    timespec T{};
    clock_gettime(Clock, &T);
    auto Left =
        Deadline - CpuClock::time_point(std::chrono::seconds(T.tv_sec) +
                                        std::chrono::nanoseconds(T.tv_nsec));
    if (Left > 0ns) {
      Changed.wait_for(Lock, Left + 1ms);
      continue;
    }
    if (Asked)
      Z3_solver_interrupt(Asked->ctx(), *Asked);
    Changed.wait_for(Lock, 20ms);
  }
}

} // namespace premap::verify
