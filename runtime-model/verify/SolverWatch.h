// Ends what Z3 is at when a budget of processor time runs out. Z3 measures its
// own work in steps of very different cost, and time on the wall.
#ifndef PREMAP_VERIFY_SOLVERWATCH_H
#define PREMAP_VERIFY_SOLVERWATCH_H

#include "verify/CpuClock.h"

#include "z3++.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace premap::verify {

class SolverWatch {
public:
  /// \p Deadline: of the processor time of the thread that makes the object.
  explicit SolverWatch(CpuClock::time_point Deadline);
  ~SolverWatch();
  SolverWatch(const SolverWatch &) = delete;
  SolverWatch &operator=(const SolverWatch &) = delete;

  bool isOver() const { return CpuClock::now() > Deadline; }

  /// While it lives, \p Solver is interrupted at the deadline.
  class Question {
  public:
    Question(SolverWatch &Watch, z3::solver &Solver);
    ~Question();
    Question(const Question &) = delete;
    Question &operator=(const Question &) = delete;

  private:
    SolverWatch &Watch;
    z3::solver *Outer;
  };

private:
  void run();

  const CpuClock::time_point Deadline;
  clockid_t Clock{}; ///< of the watched thread
  std::mutex Mutex;
  std::condition_variable Changed;
  z3::solver *Asked = nullptr;
  bool Done = false;
  std::thread Watcher; ///< last: uses the others
};

} // namespace premap::verify

#endif
