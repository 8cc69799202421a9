// What the fault campaign works on: a small kernel tree in git with a cache, a
// home, a folder for temporary files and one for results, as often as needed.
#ifndef PREMAP_TOOL_ENDTOEND_FAULTWORLD_H
#define PREMAP_TOOL_ENDTOEND_FAULTWORLD_H

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace premap::faults {

/// Path below the world -> what is there: kind, mode and text.
using Snapshot = std::map<std::string, std::string>;

/// How one process ended and what it said.
struct Ending {
  int Status = 0; ///< 128 + N after signal N
  std::string Out, Err;
  std::map<std::string, unsigned> Calls; ///< if they were counted
  bool LeftProcesses = false;
  bool Hung = false;
};

/// One premap command of the campaign.
struct Command {
  std::string Name;
  std::vector<std::string> Words;
  /// Files and folders, below the world, that it makes or replaces.
  std::vector<std::string> Results;
};

class World {
public:
  /// Below \p Root, which is emptied; \p Testdata has the sample tree.
  World(std::filesystem::path Root, const std::filesystem::path &Testdata);
  ~World();

  std::string path(const std::string &Name) const {
    return (Now / Name).string();
  }
  /// Makes it what it was in the beginning.
  void reset() const;
  /// Gives the tree's files back what git has.
  void checkOut() const;
  Snapshot look() const;
  std::vector<Command> commands() const;

  /// Runs premap with \p Fault, as the shim wants it; "" counts calls.
  Ending run(const std::vector<std::string> &Words,
             const std::string &Fault) const;

private:
  void makeTree(const std::filesystem::path &Testdata) const;

  std::filesystem::path Root, Now, First;
};

} // namespace premap::faults

#endif
