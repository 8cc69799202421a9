// Tells a person on standard error how far a long stage has come.
#ifndef PREMAP_TOOL_TREE_PROGRESS_H
#define PREMAP_TOOL_TREE_PROGRESS_H

#include <chrono>
#include <cstddef>
#include <string>

namespace premap {

enum class ProgressMode {
  Auto,   ///< one line that is rewritten, if standard error is a terminal
  Always, ///< without a terminal: a plain line now and then
  Never,
};

/// One stage. Prints nothing in a stage that ends at once.
class Progress {
public:
  Progress(ProgressMode Mode, std::string Stage);
  /// Ends the line; says the total and the time taken unless silent.
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// \p Done of \p Total steps are done (\p Total 0: not known).
  void update(size_t Done, size_t Total);

private:
  using Clock = std::chrono::steady_clock;
  void print(bool Last);

  std::string Stage;
  bool Terminal = false;
  bool Silent = false;
  size_t Done = 0, Total = 0;
  Clock::time_point Start = Clock::now(), LastPrint = Start;
};

} // namespace premap

#endif
