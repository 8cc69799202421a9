// One premap process of a campaign, as nobody if the campaign is root's: for
// root there is no file that cannot be read.
#ifndef PREMAP_TOOL_ENDTOEND_CAMPAIGNRUN_H
#define PREMAP_TOOL_ENDTOEND_CAMPAIGNRUN_H

#include <chrono>
#include <filesystem>
#include <random>
#include <string>
#include <sys/types.h>
#include <vector>

namespace premap::faults {

constexpr uid_t Nobody = 65534;

/// The whole text of \p Path; "" if it cannot be read.
std::string textOf(const std::filesystem::path &Path);

/// All files below \p Folder with their modes and texts, as one text.
std::string everythingIn(const std::filesystem::path &Folder);

class CampaignRun {
public:
  /// Starts premap with \p Arguments below \p Home, and with --cache if
  /// \p Cache is not empty.
  CampaignRun(const std::filesystem::path &Home,
              const std::filesystem::path &Cache,
              const std::vector<std::string> &Arguments);
  CampaignRun(const CampaignRun &) = delete;
  ~CampaignRun() { finish(); }

  /// Kills it after \p Delay, or one of its workers.
  void killAfter(std::chrono::milliseconds Delay, bool OnlyAWorker,
                 std::mt19937 &Random);
  /// Waits for its end. What follows says how it was.
  void finish();

  int Status = -1; ///< 128 + N after signal N
  std::string Out, Err;
  bool LeftProcesses = false; ///< they are killed
  bool Killed = false;        ///< by killAfter()

private:
  std::filesystem::path OutFile, ErrFile;
  pid_t Pid = -1;
};

} // namespace premap::faults

#endif
