// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/slurm_cluster.h"

#include <fstream>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QRandomGenerator>
#include <QStandardPaths>
#include <QtTest>

namespace palimpsest
{
namespace
{

constexpr int kNodes = 3;
constexpr int kPatience = 30000; ///< milliseconds

QString find(const QString& program)
{
    return QStandardPaths::findExecutable(
        program, {"/usr/sbin", "/usr/bin", "/sbin", "/usr/local/sbin", "/usr/local/bin"});
}

/// Free now, all at once, so that they differ.
std::vector<int> freePorts(int count)
{
    std::vector<int> sockets;
    std::vector<int> ports;
    for (int i = 0; i < count; ++i) {
        sockets.push_back(::socket(AF_INET, SOCK_STREAM, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(sockets.back(), reinterpret_cast<sockaddr*>(&address), size);
        ::getsockname(sockets.back(), reinterpret_cast<sockaddr*>(&address), &size);
        ports.push_back(ntohs(address.sin_port));
    }
    for (const int socket : sockets)
        ::close(socket);
    return ports;
}

void writeKey(const QString& path)
{
    QFile key(path);
    if (!key.open(QIODevice::WriteOnly))
        return;
    quint32 words[256];
    QRandomGenerator::system()->fillRange(words);
    key.write(reinterpret_cast<const char*>(words), sizeof words);
    key.setPermissions(QFile::ReadOwner);
}

void end(std::unique_ptr<QProcess>& process)
{
    if (!process)
        return;
    process->terminate();
    if (!process->waitForFinished(kPatience)) {
        process->kill();
        process->waitForFinished();
    }
    process.reset();
}

} // namespace

QString SlurmCluster::missingProgram()
{
    for (const char* program : {"munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel"}) {
        if (find(program).isEmpty())
            return program;
    }
    return {};
}

SlurmCluster::SlurmCluster()
{
    // The daemons insist on folders that others may enter.
    QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755));
    QDir folder(m_folder.path());
    folder.mkdir("state");
    for (int node = 1; node <= kNodes; ++node)
        folder.mkdir(QStringLiteral("spool-node%1").arg(node));
    writeKey(m_folder.filePath("munge.key"));
    writeConfiguration();
    m_munge = start("munged",
                    {"--foreground", "--force", "--key-file", folder.filePath("munge.key"),
                     "--socket", folder.filePath("munge.socket"), "--pid-file",
                     folder.filePath("munged.pid"), "--seed-file", folder.filePath("munge.seed")});
    if (!QTest::qWaitFor([&] { return QFile::exists(folder.filePath("munge.socket")); }, kPatience))
        qWarning("munged did not start");
    startController();
    for (int node = 1; node <= kNodes; ++node)
        m_nodes.push_back(start("slurmd", {"-D", "-N", QStringLiteral("node%1").arg(node)}));
}

SlurmCluster::~SlurmCluster()
{
    for (std::unique_ptr<QProcess>& node : m_nodes)
        end(node);
    end(m_controller);
    end(m_munge);
}

void SlurmCluster::writeConfiguration()
{
    const std::vector<int> ports = freePorts(1 + kNodes);
    const std::string at = m_folder.path().toStdString();
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    const std::string name = std::string(host).substr(0, std::string(host).find('.'));
    const std::string user = qgetenv("USER").isEmpty() ? "root" : qgetenv("USER").toStdString();
    std::ofstream out(configuration().toStdString());
    out << "ClusterName=test\nSlurmctldHost=" << name << "(127.0.0.1)\nSlurmUser=" << user
        << "\nSlurmdUser=" << user << "\nAuthType=auth/munge\nAuthInfo=socket=" << at
        << "/munge.socket\nProctrackType=proctrack/linuxproc\nTaskPlugin=task/"
           "none\nMpiDefault=none\n"
        << "ReturnToService=2\nStateSaveLocation=" << at << "/state\nSlurmdSpoolDir=" << at
        << "/spool-%n\nSlurmctldPidFile=" << at << "/ctld.pid\nSlurmdPidFile=" << at
        << "/%n.pid\nSlurmctldLogFile=" << at << "/ctld.log\nSlurmdLogFile=" << at
        << "/%n.log\nSlurmctldPort=" << ports[0] << "\nSelectType=select/cons_tres\n"
        << "SelectTypeParameters=CR_Core\nSchedulerParameters=sched_interval=1,bf_interval=1\n"
        << "PreemptType=preempt/partition_prio\nPreemptMode=CANCEL\nKillWait=5\nMinJobAge=300\n";
    for (int node = 1; node <= kNodes; ++node)
        out << "NodeName=node" << node << " NodeHostname=" << name
            << " NodeAddr=127.0.0.1 Port=" << ports[static_cast<std::size_t>(node)] << " CPUs=2\n";
    out << "PartitionName=main Nodes=ALL Default=YES State=UP PriorityTier=1\n"
        << "PartitionName=urgent Nodes=ALL State=UP PriorityTier=10\n";
}

std::unique_ptr<QProcess> SlurmCluster::start(const QString& program,
                                              const QStringList& arguments) const
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("SLURM_CONF", configuration());
    process->setProcessEnvironment(environment);
    process->setStandardOutputFile(QProcess::nullDevice());
    process->setStandardErrorFile(m_folder.filePath(program + ".err"), QIODevice::Append);
    process->start(find(program), arguments);
    process->waitForStarted();
    return process;
}

void SlurmCluster::startController()
{
    m_controller = start("slurmctld", {"-D"});
}

void SlurmCluster::stopController()
{
    end(m_controller);
}

bool SlurmCluster::ready() const
{
    const QString states =
        ask("sinfo", {"--noheader", "--Node", "--partition=main", "--format=%t"});
    return states.count("idle") == kNodes;
}

QString SlurmCluster::ask(const QString& program, const QStringList& arguments) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("SLURM_CONF", configuration());
    process.setProcessEnvironment(environment);
    process.start(find(program), arguments);
    process.waitForFinished(kPatience);
    return process.readAllStandardOutput();
}

} // namespace palimpsest
