#include "tool/tree/Progress.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <unistd.h>
#include <utility>

using namespace std::chrono_literals;

namespace premap {

Progress::Progress(ProgressMode Mode, std::string StageName)
    : Stage(std::move(StageName)), Terminal(::isatty(STDERR_FILENO)),
      Silent(Mode == ProgressMode::Never ||
             (Mode == ProgressMode::Auto && !Terminal)) {}

Progress::~Progress() {
  if (!Silent)
    print(/*Last=*/true);
}

void Progress::update(size_t NewDone, size_t NewTotal) {
  Done = NewDone;
  Total = NewTotal;
  // A log file keeps every line, so it gets few of them.
  auto Pause = Terminal ? Clock::duration(100ms) : Clock::duration(5s);
  if (Silent || Clock::now() - LastPrint < Pause)
    return;
  print(/*Last=*/false);
}

void Progress::print(bool Last) {
  LastPrint = Clock::now();
  double Seconds = std::chrono::duration<double>(LastPrint - Start).count();
  llvm::raw_ostream &OS = llvm::errs();
  if (Terminal)
    OS << "\r\033[K";
  OS << Stage;
  if (Total)
    OS << ' ' << Done << '/' << Total;
  OS << llvm::format(" (%.1f s", Seconds);
  // Early on, one slow step would say anything.
  if (!Last && Total && Done >= 3 && Seconds > 3)
    OS << llvm::format(", about %.0f s left", Seconds * (Total - Done) / Done);
  OS << ')';
  if (!Terminal || Last)
    OS << '\n';
  OS.flush();
}

} // namespace premap
