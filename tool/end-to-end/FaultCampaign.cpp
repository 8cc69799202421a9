// Runs every command while calls to the system fail, while it is killed and
// while it is stopped, and looks whether anything was lost, left or touched
// that it has no business with, and whether the exit status says the truth.
//
//   premap_fault_campaign [--runs N] [--seed N] [--only COMMAND] [--fault F]
#include "FaultWorld.h"

#include "nlohmann/json.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

using namespace premap::faults;

namespace {

/// What a command does when nothing goes wrong.
struct Usual {
  Ending End;
  Snapshot After;
};

class Campaign {
public:
  Campaign(const World &W, unsigned Seed) : W(W), Random(Seed) {
    W.reset();
    Before = W.look();
  }

  void learn(const Command &C);
  void run(const Command &C, const std::string &Fault);
  std::string someFault(const Command &C);
  unsigned failures() const { return Failures; }

private:
  void complain(const std::string &What) {
    ++Failures;
    std::printf("FAILED %s under %s: %s\n", Now.c_str(), Fault.c_str(),
                What.c_str());
  }
  std::vector<std::string> differing(const Snapshot &A,
                                     const Snapshot &B) const;
  void checkPlaces(const Command &C, const Snapshot &After);
  void checkResults(const Command &C, const Snapshot &After, const Ending &End);
  void checkStatus(const Command &C, const Ending &End);
  void checkNextRun(const Command &C);

  const World &W;
  std::mt19937 Random;
  Snapshot Before;
  std::map<std::string, Usual> Usually;
  std::string Now, Fault;
  unsigned Failures = 0;
};

bool isIn(const std::string &Path, const std::string &Place) {
  return Path.rfind(Place, 0) == 0 &&
         (Path.size() == Place.size() || Path[Place.size()] == '/');
}

/// What may be there for a moment, or until the next run: by its name only.
bool isPassing(const std::string &Path) {
  return Path.find(".premap-") != std::string::npos ||
         Path.find("premap-tmp-") != std::string::npos;
}

/// A result that cannot be put in its place is left beside it, and that is
/// said.
bool isNamed(const std::string &Path, const std::string &Err) {
  size_t At = Path.find("premap-tmp-");
  return At != std::string::npos &&
         Err.find("is left as '") != std::string::npos &&
         Err.find(Path.substr(At, Path.find('/', At) - At)) !=
             std::string::npos;
}

/// A whole report, which may say of something that it failed.
bool isReport(const Snapshot &Seen, const std::string &Path) {
  auto Found = Seen.find(Path);
  if (Found == Seen.end() || !Path.ends_with(".json"))
    return false;
  size_t Start = Found->second.find('{');
  return Start != std::string::npos &&
         nlohmann::json::accept(Found->second.substr(Start));
}

bool isKill(const std::string &Fault) {
  return Fault.ends_with(":kill") || Fault.ends_with(":stop");
}

} // namespace

std::vector<std::string> Campaign::differing(const Snapshot &A,
                                             const Snapshot &B) const {
  std::vector<std::string> Paths;
  for (const auto &[Path, What] : A)
    if (auto Found = B.find(Path); Found == B.end() || Found->second != What)
      Paths.push_back(Path);
  for (const auto &[Path, What] : B)
    if (!A.count(Path))
      Paths.push_back(Path);
  return Paths;
}

void Campaign::learn(const Command &C) {
  W.reset();
  Usual &U = Usually[C.Name];
  U.End = W.run(C.Words, "");
  U.After = W.look();
  Now = C.Name;
  Fault = "no fault";
  if (U.End.Status != 0)
    complain("status " + std::to_string(U.End.Status) + "\n" + U.End.Err);
  for (const std::string &Path : C.Results)
    if (!U.After.count(Path))
      complain("no " + Path);
  checkPlaces(C, U.After);
}

/// A call that the command makes, and what becomes of it.
std::string Campaign::someFault(const Command &C) {
  static const std::map<std::string, std::vector<int>> Errors{
      {"write", {ENOSPC, EIO}},           {"fsync", {EIO, ENOSPC}},
      {"open", {EMFILE, EACCES, ENOSPC}}, {"fork", {EAGAIN, ENOMEM}},
      {"pthread_create", {EAGAIN}},       {"posix_spawn", {EAGAIN}}};
  std::vector<std::pair<std::string, unsigned>> Calls;
  for (const auto &[Name, Count] : Usually[C.Name].End.Calls)
    if (Count)
      Calls.emplace_back(Name, Count);
  const auto &[Name, Count] = Calls[Random() % Calls.size()];
  std::string Text = Name + ":" + std::to_string(Random() % Count + 1) + ":";
  unsigned Kind = Random() % 10;
  if (Kind < 3)
    return Text + "kill";
  if (Kind < 4)
    return Text + "stop";
  auto Known = Errors.find(Name);
  std::vector<int> Codes = Known == Errors.end()
                               ? std::vector<int>{EACCES, ENOSPC, EIO}
                               : Known->second;
  return Text + std::to_string(Codes[Random() % Codes.size()]);
}

/// Nothing outside of the results and the cache is another than before.
void Campaign::checkPlaces(const Command &C, const Snapshot &After) {
  for (const std::string &Path : differing(Before, After)) {
    bool Allowed = isIn(Path, "cache") || isPassing(Path);
    for (const std::string &Result : C.Results)
      Allowed |= isIn(Path, Result);
    if (!Allowed)
      complain(Path + " was touched");
  }
}

/// Every result is what it was or what it should be, as a whole; all are what
/// they should be if \p End is a success. What one worker could not do, the
/// report of the others' work says.
void Campaign::checkResults(const Command &C, const Snapshot &After,
                            const Ending &End) {
  const bool Complete = End.Status == 0;
  const bool Failed = (End.Status == 3 || End.Status == 5) && !End.Err.empty();
  const Snapshot &Wanted = Usually[C.Name].After;
  std::set<bool> News;
  for (const std::string &Result : C.Results) {
    bool IsOld = true, IsNew = true;
    std::string Other;
    auto holds = [&](const Snapshot &Model, const Snapshot &Seen, bool &Same) {
      for (const auto &[Path, What] : Model)
        if (isIn(Path, Result) && !isPassing(Path)) {
          auto Found = Seen.find(Path);
          Same &= Found != Seen.end() && Found->second == What;
        }
    };
    holds(Before, After, IsOld);
    holds(After, Before, IsOld);
    holds(Wanted, After, IsNew);
    holds(After, Wanted, IsNew);
    News.insert(IsNew);
    if (!IsOld && !IsNew && !(Failed && isReport(After, Result)))
      complain(Result + " is neither old nor new");
    if (Complete && !IsNew)
      complain("success without " + Result);
    if (!Complete && !IsOld && C.Name == "in-place" && !isKill(Fault))
      complain(Result + " is changed in spite of the failure");
  }
}

void Campaign::checkStatus(const Command &C, const Ending &End) {
  const Ending &Usual = Usually[C.Name].End;
  if (End.Hung)
    complain("it hung");
  if (End.LeftProcesses)
    complain("a process is left");
  if (isKill(Fault)) {
    if (End.Status != 137 && End.Status != 0)
      complain("killed, and status " + std::to_string(End.Status));
    return;
  }
  if (End.Status == 0) {
    // What the doctor cannot try, it says.
    if (End.Out != Usual.Out && C.Name != "doctor")
      complain("success with another output:\n" + End.Out.substr(0, 2000));
    return;
  }
  if (End.Status != 2 && End.Status != 3 && End.Status != 5)
    complain("status " + std::to_string(End.Status));
  // Somebody has to be told, if standard error still works.
  if (End.Err.empty() && End.Out.find("inconclusive") == std::string::npos &&
      Fault.rfind("write:", 0) != 0)
    complain("status " + std::to_string(End.Status) + " without a sentence");
}

/// The next run succeeds, and removes what the one before left.
void Campaign::checkNextRun(const Command &C) {
  if (C.Name == "in-place")
    W.checkOut();
  Ending Again = W.run(C.Words, "");
  if (Again.Status != 0)
    complain("the next run fails: " + Again.Err);
  for (const std::string &Path : differing(Usually[C.Name].After, W.look()))
    if (!isIn(Path, "cache") || isPassing(Path))
      complain("after the next run " + Path + " is there or another");
}

void Campaign::run(const Command &C, const std::string &TheFault) {
  Now = C.Name;
  Fault = TheFault;
  W.reset();
  Ending End = W.run(C.Words, Fault);
  Snapshot After = W.look();
  checkStatus(C, End);
  checkPlaces(C, After);
  checkResults(C, After, End);
  bool MayLeave = isKill(Fault) || Fault.rfind("unlink:", 0) == 0 ||
                  Fault.rfind("rmdir:", 0) == 0;
  if (!MayLeave)
    for (const auto &[Path, What] : After)
      if (isPassing(Path) && !Before.count(Path) &&
          !Usually[C.Name].After.count(Path) && !isNamed(Path, End.Err))
        complain(Path + " is left");
  if (MayLeave)
    checkNextRun(C);
}

int main(int Argc, char **Argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0); // for whoever waits
  unsigned Runs = 60, Seed = 1;
  std::string Only, Fault;
  for (int I = 1; I + 1 < Argc; I += 2) {
    std::string Word = Argv[I];
    if (Word == "--runs")
      Runs = std::atoi(Argv[I + 1]);
    else if (Word == "--seed")
      Seed = std::atoi(Argv[I + 1]);
    else if (Word == "--only")
      Only = Argv[I + 1];
    else if (Word == "--fault")
      Fault = Argv[I + 1];
  }
  World W(std::filesystem::temp_directory_path() /
              ("premap-faults-" + std::to_string(::getpid())),
          PREMAP_TESTDATA);
  Campaign All(W, Seed);
  std::vector<Command> Commands = W.commands();
  if (!Only.empty())
    std::erase_if(Commands, [&](const Command &C) { return C.Name != Only; });
  for (const Command &C : Commands)
    All.learn(C);
  for (unsigned I = 0; I != Runs; ++I) {
    const Command &C = Commands[I % Commands.size()];
    All.run(C, Fault.empty() ? All.someFault(C) : Fault);
  }
  std::printf("%u runs, %u failures\n", Runs, All.failures());
  return All.failures() ? 1 : 0;
}
